package witan.inference.vision;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** PP-OCRv4's recogniser: the picture of one line to its characters. */
final class LineReader implements AutoCloseable {

  private static final String WEIGHTS = "/models/ch_PP-OCRv4_rec_infer.onnx";

  // The list stands in the model's metadata too, but ONNX Runtime's Java API hands metadata out
  // wrongly decoded where a character lies outside the basic plane, and this list has one.
  private static final String CHARACTERS = "/models/ppocr_keys_v1.txt";

  private static final int HEIGHT = 48;
  private static final int NARROWEST = 320;
  private static final int WIDEST = 3_200;
  private static final float[] HALF = {0.5f, 0.5f, 0.5f};

  /**
   * From this probability on a space is written where otherwise a blank would be. Trained mostly on
   * Chinese, the recogniser is timid with spaces: over pages drawn at random 6.8 % of the
   * characters are wrong without this, nearly all of them missing spaces, 2.4 % at 0.2, and 0.4 %
   * here.
   */
  private static final float SPACE = 0.03f;

  /**
   * What a line says.
   *
   * @param confidence the mean probability of its characters, 0..1; 0 without any
   */
  record Text(String text, double confidence) {}

  private final OnnxModel model;
  private final List<String> classes;

  LineReader(int threads) {
    this.model = new OnnxModel(WEIGHTS, threads);
    this.classes = classes();
  }

  /** Reads {@code line} of {@code picture}. */
  Text read(Pixels picture, Cut line) {
    int width = (int) Math.clamp(Math.ceil(HEIGHT * line.width() / line.height()), 1, WIDEST);
    int padded = Math.max(width, NARROWEST);
    float[] image = new float[3 * HEIGHT * padded];
    picture.sample(line, image, width, HEIGHT, padded, HALF, HALF);
    OnnxModel.Output output = model.run(image, HEIGHT, padded);
    int steps = (int) output.shape()[1];
    int size = (int) output.shape()[2];
    if (size != classes.size()) {
      throw new IllegalStateException(
          "the recogniser has %d classes, its list of characters %d"
              .formatted(size, classes.size()));
    }
    return decode(output.numbers(), steps, classes);
  }

  /**
   * The characters along the most probable path: connectionist temporal classification (Graves et
   * al., ICML 2006) writes a character once for as long as it lasts, and a blank between two that
   * are equal.
   *
   * @param p of each class at each step, row by row
   * @param classes what each stands for; the first is the blank
   */
  static Text decode(float[] p, int steps, List<String> classes) {
    StringBuilder text = new StringBuilder();
    double sum = 0;
    int count = 0;
    int last = 0;
    for (int step = 0; step < steps; step++) {
      int row = step * classes.size();
      int best = 0;
      for (int i = 1; i < classes.size(); i++) {
        if (p[row + i] > p[row + best]) {
          best = i;
        }
      }
      if (best == 0 && p[row + classes.size() - 1] > SPACE) {
        best = classes.size() - 1;
      }
      if (best != 0 && best != last) {
        text.append(classes.get(best));
        sum += p[row + best];
        count++;
      }
      last = best;
    }
    return new Text(text.toString().strip(), count == 0 ? 0 : sum / count);
  }

  @Override
  public void close() {
    model.close();
  }

  /** The blank, the listed characters, the space. */
  private static List<String> classes() {
    List<String> classes = new ArrayList<>();
    classes.add("");
    try (InputStream list = LineReader.class.getResourceAsStream(CHARACTERS)) {
      if (list == null) {
        throw new IllegalStateException(CHARACTERS + " is not on the class path");
      }
      new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
          .lines()
          .forEach(classes::add);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + CHARACTERS + " from the class path", e);
    }
    classes.add(" ");
    return List.copyOf(classes);
  }
}
