package witan.engine.importer;

import witan.engine.ModelException;
import witan.engine.gguf.GgufFile;

/**
 * The sizes of a Llama-like transformer.
 *
 * @param layers transformer blocks
 * @param width of the residual stream
 * @param heads of queries
 * @param keyValueHeads heads of keys and values, each shared by {@link #groups} query heads
 * @param headWidth values of one head
 * @param vocabulary tokens
 * @param contextLength the most tokens that it was trained on
 * @param epsilon of the root-mean-square norms
 * @param ropeBase θ of the rotary positions
 */
public record Architecture(
    int layers,
    int width,
    int heads,
    int keyValueHeads,
    int headWidth,
    int vocabulary,
    int contextLength,
    float epsilon,
    double ropeBase) {

  /**
   * The architecture that a file describes.
   *
   * @throws ModelException if it is one that Witan does not run
   */
  public static Architecture of(GgufFile file) {
    String name = file.string("general.architecture");
    if (!name.equals("llama")) {
      throw new ModelException(
          file.path() + " is a model of the architecture " + name + "; Witan runs llama so far.");
    }
    int width = size(file, "llama.embedding_length");
    int heads = size(file, "llama.attention.head_count");
    int keyValueHeads =
        file.optionalNumber("llama.attention.head_count_kv").map(Number::intValue).orElse(heads);
    int headWidth = width / heads;
    refuse(file, keyValueHeads < 1 || heads % keyValueHeads != 0, "its heads do not divide");
    refuse(file, heads == keyValueHeads, "each query head has keys and values of its own");
    refuse(file, headWidth * heads != width || headWidth % 2 != 0, "its heads have odd widths");
    refuse(
        file,
        file.optionalNumber("llama.rope.dimension_count")
            .filter(count -> count.intValue() != headWidth)
            .isPresent(),
        "only a part of each head is rotated");
    refuse(
        file,
        file.hasTensor("rope_freqs.weight")
            || file.optionalString("llama.rope.scaling.type")
                .filter(type -> !type.equals("none"))
                .isPresent(),
        "its rotary positions are scaled");
    refuse(file, file.optionalNumber("llama.expert_count").isPresent(), "it has expert layers");
    return new Architecture(
        size(file, "llama.block_count"),
        width,
        heads,
        keyValueHeads,
        headWidth,
        file.tensor("token_embd.weight").rows(),
        size(file, "llama.context_length"),
        file.number("llama.attention.layer_norm_rms_epsilon").floatValue(),
        file.optionalNumber("llama.rope.freq_base").map(Number::doubleValue).orElse(10_000.0));
  }

  /** Query heads that share one head of keys and values. */
  public int groups() {
    return heads / keyValueHeads;
  }

  private static int size(GgufFile file, String key) {
    int size = file.number(key).intValue();
    refuse(file, size < 1 || size > 1 << 24, key + " is " + size);
    return size;
  }

  private static void refuse(GgufFile file, boolean unsupported, String because) {
    if (unsupported) {
      throw new ModelException(file.path() + " can't be run yet: " + because + ".");
    }
  }
}
