package witan.inference.vision;

/** PP-OCR's classifier: which lines stand upside down. */
final class LineTurner implements AutoCloseable {

  private static final String WEIGHTS = "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";
  private static final int HEIGHT = 48;
  private static final int WIDTH = 192;
  private static final float[] HALF = {0.5f, 0.5f, 0.5f};

  /** A line is turned only when the classifier is this sure. */
  private static final float SURE = 0.9f;

  private final OnnxModel model;

  LineTurner(int threads) {
    this.model = new OnnxModel(WEIGHTS, threads);
  }

  /** {@code line} the right way up. */
  Cut upright(Pixels picture, Cut line) {
    int width = (int) Math.clamp(Math.ceil(HEIGHT * line.width() / line.height()), 1, WIDTH);
    // A long line's beginning tells enough, undistorted; what is right of a short one is grey.
    Cut beginning = line.beginning(line.height() * width / HEIGHT);
    float[] image = new float[3 * HEIGHT * WIDTH];
    picture.sample(beginning, image, width, HEIGHT, WIDTH, HALF, HALF);
    float[] scores = model.run(image, HEIGHT, WIDTH).numbers();
    return scores[1] > SURE ? line.upsideDown() : line;
  }

  @Override
  public void close() {
    model.close();
  }
}
