package witan.engine.importer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import witan.engine.ModelException;
import witan.engine.gguf.GgufFile;

/**
 * The families of transformers that Witan runs, and what tells them apart beside their sizes.
 *
 * <p>What is a matter of tensors is not listed here: biases, norms of heads and norms of a layer's
 * outputs are there if the file has them. A family only says which of them must not be missing.
 */
enum Family {
  LLAMA("llama", true, Activation.SWISH, List.of()),

  QWEN2("qwen2", false, Activation.SWISH, List.of("attn_q.bias", "attn_k.bias", "attn_v.bias")),

  QWEN3("qwen3", false, Activation.SWISH, List.of("attn_q_norm.weight", "attn_k_norm.weight")),

  GEMMA3(
      "gemma3",
      false,
      Activation.GELU,
      List.of(
          "attn_q_norm.weight",
          "attn_k_norm.weight",
          "post_attention_norm.weight",
          "post_ffw_norm.weight")) {

    private static final int PERIOD = 6;
    private static final double WINDOW_ROPE_BASE = 10_000;
    private static final int LAYERS_OF_27B = 62;

    /** Five layers of six see a window only, and their positions are never stretched. */
    @Override
    List<Reach> reaches(GgufFile file, int layers, int headWidth) {
      Reach all = new Reach(Rotation.of(file, id(), headWidth), 0);
      int window =
          file.optionalNumber("gemma3.attention.sliding_window").map(Number::intValue).orElse(0);
      double base =
          file.optionalNumber("gemma3.rope.freq_base_swa")
              .map(Number::doubleValue)
              .orElse(WINDOW_ROPE_BASE);
      Reach near = window > 0 ? new Reach(Rotation.plain(base, headWidth), window) : all;
      return IntStream.range(0, layers)
          .mapToObj(layer -> layer % PERIOD == PERIOD - 1 ? all : near)
          .toList();
    }

    @Override
    float embeddingScale(int width) {
      return (float) Math.sqrt(width);
    }

    /** Its residual stream grows beyond 65,504. */
    @Override
    boolean fitsShortFloats() {
      return false;
    }

    /** By the width of a head, but for the largest model, as its authors' own code has it. */
    @Override
    float attentionScale(int layers, int width, int heads, int headWidth) {
      int by = layers == LAYERS_OF_27B ? width / heads : headWidth;
      return (float) (1 / Math.sqrt(by));
    }
  };

  private final String id;
  private final boolean neighboursTurn;
  private final Activation activation;
  private final List<String> required;

  Family(String id, boolean neighboursTurn, Activation activation, List<String> required) {
    this.id = id;
    this.neighboursTurn = neighboursTurn;
    this.activation = activation;
    this.required = required;
  }

  /**
   * The family that a file names.
   *
   * @throws ModelException if Witan does not run it
   */
  static Family of(GgufFile file) {
    String name = file.word("general.architecture");
    return Arrays.stream(values())
        .filter(family -> family.id.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "%s is a model of the architecture %s; Witan runs %s."
                    .formatted(
                        file.path(),
                        name,
                        Arrays.stream(values())
                            .map(Family::id)
                            .collect(Collectors.joining(", ")))));
  }

  /** The name by which files call it; their keys begin with it. */
  String id() {
    return id;
  }

  /** Whether a head's pairs are neighbours, or else values a half of the head apart. */
  boolean neighboursTurn() {
    return neighboursTurn;
  }

  Activation activation() {
    return activation;
  }

  /** The tensors of a layer that must not be missing, beside those that every family has. */
  List<String> required() {
    return required;
  }

  /** What each layer's attention sees. */
  List<Reach> reaches(GgufFile file, int layers, int headWidth) {
    return Collections.nCopies(layers, new Reach(Rotation.of(file, id, headWidth), 0));
  }

  /** Whether all that is computed stays within the range of 16-bit floats. */
  boolean fitsShortFloats() {
    return true;
  }

  /** What a token's embedding is multiplied by. */
  float embeddingScale(int width) {
    return 1;
  }

  /** What the products of queries and keys are multiplied by. */
  float attentionScale(int layers, int width, int heads, int headWidth) {
    return (float) (1 / Math.sqrt(headWidth));
  }
}
