package witan.inference.vision;

import java.util.List;

/** PP-OCRv4's detector: a picture to the rectangles of its lines of text. */
final class LineFinder implements AutoCloseable {

  private static final String WEIGHTS = "/models/ch_PP-OCRv4_det_infer.onnx";
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  /** The network halves its input five times. */
  private static final int BLOCK = 32;

  /** The longer side is looked at with no more pixels than this, and the shorter with no fewer. */
  private static final int LONGEST = 1_280;

  private static final int SHORTEST = 320;

  private final OnnxModel model;

  LineFinder(int threads) {
    this.model = new OnnxModel(WEIGHTS, threads);
  }

  /** The lines of {@code picture}, in its coordinates and in no order, none of them upside down. */
  List<Cut> find(Pixels picture) {
    double shorter = Math.min(picture.width(), picture.height());
    double longer = Math.max(picture.width(), picture.height());
    double scale = Math.min(Math.max(1, SHORTEST / shorter), LONGEST / longer);
    int width = blocks(picture.width() * scale);
    int height = blocks(picture.height() * scale);
    float[] image = new float[3 * width * height];
    picture.sample(Cut.all(picture), image, width, height, width, MEAN, DEVIATION);
    OnnxModel.Output output = model.run(image, height, width);
    return new ProbabilityMap(width, height, output.numbers())
        .lines().stream()
            .map(line ->
                line.scaled((double) picture.width() / width, (double) picture.height() / height))
            .map(LineFinder::reading)
            .toList();
  }

  @Override
  public void close() {
    model.close();
  }

  /** A rectangle much higher than wide is a line that was turned: it is read from below. */
  private static Cut reading(Cut line) {
    return line.height() < 1.5 * line.width()
        ? line
        : new Cut(line.x(), line.y(), line.height(), line.width(), line.angle() - Math.PI / 2);
  }

  private static int blocks(double length) {
    return Math.max(1, (int) Math.rint(length / BLOCK)) * BLOCK;
  }
}
