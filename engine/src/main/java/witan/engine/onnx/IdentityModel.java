package witan.engine.onnx;

import java.util.HexFormat;

/**
 * {@code y = Identity(x)} of elements of one type: an ONNX file, the smallest that does a thing.
 */
final class IdentityModel {
  static final String FROM = "x";
  static final String TO = "y";

  /** Of floats. */
  private static final String MODEL =
      "08083a2b0a100a017812017922084964656e746974791201675a090a01781204"
          + "0a02080162090a017912040a02080142040a001011";

  /** Where it names the type of x and of y. */
  private static final int[] TYPES = {35, 46};

  private IdentityModel() {}

  static byte[] of(ElementType type) {
    byte[] model = HexFormat.of().parseHex(MODEL);
    for (int place : TYPES) {
      model[place] = (byte) type.number;
    }
    return model;
  }
}
