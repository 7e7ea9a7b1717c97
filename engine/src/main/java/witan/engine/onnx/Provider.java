package witan.engine.onnx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ONNX Runtime computes a graph's nodes on. */
public sealed interface Provider {

  /** The processor. */
  Provider CPU = new Cpu();

  /** The first GPU if the library and this machine have one, else the processor. */
  Provider AUTO = new Auto();

  /** See {@link #CPU}. */
  record Cpu() implements Provider {}

  /** See {@link #AUTO}. */
  record Auto() implements Provider {}

  /**
   * An NVIDIA GPU; what can't be computed there, the processor computes.
   *
   * @param device its number, from 0
   * @param graphs whether passes of single tokens are recorded once and replayed (CUDA graphs)
   */
  record Cuda(int device, boolean graphs) implements Provider {

    /** Without graphs. */
    public Cuda(int device) {
      this(device, false);
    }
  }

  /**
   * Reads a setting.
   *
   * @param text {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}; the latter two also with
   *     {@code +graphs}
   * @throws IllegalArgumentException if it is something else
   */
  static Provider parse(String text) {
    Matcher cuda = Pattern.compile("cuda(?::(\\d{1,3}))?(\\+graphs)?").matcher(text);
    if (text.equals("auto")) {
      return AUTO;
    } else if (text.equals("cpu")) {
      return CPU;
    } else if (cuda.matches()) {
      int device = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
      return new Cuda(device, cuda.group(2) != null);
    }
    throw new IllegalArgumentException(
        "a model runs on auto, cpu or cuda:N, such as cuda:0, not on " + text);
  }
}
