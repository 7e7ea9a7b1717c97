package witan.engine.importer;

/** What quantised weights are multiplied with. */
enum Inputs {
  /** 8-bit integers with a scale for each block: quick; another token now and then. */
  INT8(4),
  /** 32-bit floats: what the file's weights say, several times slower. */
  FLOAT32(1);

  private final int accuracyLevel;

  Inputs(int accuracyLevel) {
    this.accuracyLevel = accuracyLevel;
  }

  /** As {@code MatMulNBits} names it. */
  int accuracyLevel() {
    return accuracyLevel;
  }
}
