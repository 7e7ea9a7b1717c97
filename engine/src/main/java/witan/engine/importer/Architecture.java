package witan.engine.importer;

import java.util.List;
import witan.engine.ModelException;
import witan.engine.gguf.GgufFile;

/**
 * The sizes of a Llama-like transformer.
 *
 * @param family what it has that others have not
 * @param reaches what the attention of each layer sees
 * @param width of the residual stream
 * @param heads of queries
 * @param keyValueHeads heads of keys and values, each shared by {@link #groups} query heads
 * @param headWidth values of one head
 * @param vocabulary tokens
 * @param contextLength the most tokens that it was trained on
 * @param epsilon of the root-mean-square norms
 */
public record Architecture(
    Family family,
    List<Reach> reaches,
    int width,
    int heads,
    int keyValueHeads,
    int headWidth,
    int vocabulary,
    int contextLength,
    float epsilon) {
  private static final int MOST_LAYERS = 1024;
  private static final int WIDEST_HEAD = 1024;
  private static final int WIDEST = 1 << 20;

  /** The operator for devices takes heads whose widths are multiples of this. */
  private static final int DEVICE_HEADS = 8;

  /** The longest context that rotations are tabulated for. */
  private static final int LONGEST_CONTEXT = 1 << 17;

  /** Copies the list. */
  public Architecture {
    reaches = List.copyOf(reaches);
  }

  /**
   * The architecture that a file describes.
   *
   * @throws ModelException if it is one that Witan does not run
   */
  public static Architecture of(GgufFile file) {
    Family family = Family.of(file);
    String prefix = family.id();
    int layers = size(file, prefix + ".block_count", MOST_LAYERS);
    int width = size(file, prefix + ".embedding_length", WIDEST);
    int heads = size(file, prefix + ".attention.head_count", WIDEST);
    int keyValueHeads = optionalSize(file, prefix + ".attention.head_count_kv", heads, heads);
    int headWidth =
        optionalSize(file, prefix + ".attention.key_length", width / heads, WIDEST_HEAD);
    refuse(file, heads % keyValueHeads != 0, "its heads do not divide");
    refuse(file, headWidth < 2 || headWidth % 2 != 0, "its heads have odd widths");
    refuse(
        file,
        optionalSize(file, prefix + ".attention.value_length", headWidth, WIDEST) != headWidth,
        "its keys and values have different widths");
    refuse(
        file,
        optionalSize(file, prefix + ".rope.dimension_count", headWidth, WIDEST) != headWidth,
        "only a part of each head is rotated");
    refuse(
        file,
        file.optionalNumber(prefix + ".expert_count").filter(n -> n.intValue() > 0).isPresent(),
        "it has expert layers");
    refuse(
        file,
        file.optionalNumber(prefix + ".final_logit_softcapping")
            .filter(cap -> cap.doubleValue() != 0)
            .isPresent(),
        "its logits are capped");
    int vocabulary = file.tensor("token_embd.weight").rows();
    int tokens = file.strings("tokenizer.ggml.tokens").size();
    refuse(
        file,
        tokens > vocabulary,
        "it has %d tokens, but embeddings of %d only".formatted(tokens, vocabulary));
    return new Architecture(
        family,
        family.reaches(file, layers, headWidth),
        width,
        heads,
        keyValueHeads,
        headWidth,
        vocabulary,
        Math.min(size(file, prefix + ".context_length", Integer.MAX_VALUE), LONGEST_CONTEXT),
        file.number(prefix + ".attention.layer_norm_rms_epsilon").floatValue());
  }

  /** Transformer blocks. */
  public int layers() {
    return reaches.size();
  }

  /** Query heads that share one head of keys and values. */
  public int groups() {
    return heads / keyValueHeads;
  }

  /** Whether it can be written as {@link GraphForm#DEVICE}. */
  public boolean fitsDevices() {
    return family.fitsShortFloats() && headWidth % DEVICE_HEADS == 0;
  }

  /** How many of the last tokens each layer sees, the token itself included; 0 for all. */
  public int[] windows() {
    return reaches.stream().mapToInt(Reach::window).toArray();
  }

  /** Whether neighbours in a head turn together, rather than one half with the other. */
  public boolean neighboursTurn() {
    return family.neighboursTurn();
  }

  /** What the products of queries and keys are multiplied by. */
  public float attentionScale() {
    return family.attentionScale(layers(), width, heads, headWidth);
  }

  private static int size(GgufFile file, String key, int most) {
    long size = file.number(key).longValue();
    refuse(file, size < 1 || size > most, key + " is " + size);
    return (int) size;
  }

  private static int optionalSize(GgufFile file, String key, int otherwise, int most) {
    return file.optionalNumber(key).isPresent() ? size(file, key, most) : otherwise;
  }

  private static void refuse(GgufFile file, boolean unsupported, String because) {
    if (unsupported) {
      throw new ModelException(file.path() + " can't be run: " + because + ".");
    }
  }
}
