package witan.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/**
 * ONNX Runtime's environment, which reports to nobody.
 *
 * <p>What the library reports while it is created only the environment variable {@code
 * ORT_DISABLE_TELEMETRY=1} prevents: the launcher and the images set it.
 */
public final class OnnxEnvironment {
  private OnnxEnvironment() {}

  /** The process's only one. */
  public static OrtEnvironment get() {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime's reports can't be turned off", e);
    }
    return environment;
  }
}
