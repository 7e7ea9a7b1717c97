package witan.engine.importer;

import java.util.SplittableRandom;
import witan.engine.gguf.GgufType;
import witan.engine.gguf.SmallGguf;

/**
 * Files of two layers and random weights, of any family.
 *
 * @param tied whether the embedding is the last matrix, too
 */
public record SmallModel(String family, GgufType type, int keyValueHeads, boolean tied) {
  static final int WIDTH = 256;
  static final int HEADS = 4;
  static final int INNER = 512;
  public static final int VOCABULARY = 40;
  static final int CONTEXT = 256;

  /** Layers enough for one that sees all among those that see a window. */
  static final int GEMMA_LAYERS = 7;

  static final int WINDOW = 8;

  /** With two heads of keys, its embedding tied. */
  public static SmallModel of(String family, GgufType type) {
    return new SmallModel(family, type, 2, true);
  }

  /** Wider than the heads' share of the width where a family may have that. */
  int headWidth() {
    return family.equals("qwen3") || family.equals("gemma3") ? 128 : WIDTH / HEADS;
  }

  int layers() {
    return family.equals("gemma3") ? GEMMA_LAYERS : 2;
  }

  /** The file, the same each time. */
  public SmallGguf file() {
    SplittableRandom random = new SplittableRandom(9);
    SmallGguf file = metadata();
    matrix(file, "token_embd.weight", WIDTH, VOCABULARY, random);
    if (!tied) {
      matrix(file, "output.weight", WIDTH, VOCABULARY, random);
    }
    vector(file, "output_norm.weight", WIDTH, 1, random);
    int queries = HEADS * headWidth();
    int keys = keyValueHeads * headWidth();
    for (int layer = 0; layer < layers(); layer++) {
      String block = "blk." + layer + ".";
      vector(file, block + "attn_norm.weight", WIDTH, 1, random);
      vector(file, block + "ffn_norm.weight", WIDTH, 1, random);
      matrix(file, block + "attn_q.weight", WIDTH, queries, random);
      matrix(file, block + "attn_k.weight", WIDTH, keys, random);
      matrix(file, block + "attn_v.weight", WIDTH, keys, random);
      matrix(file, block + "attn_output.weight", queries, WIDTH, random);
      matrix(file, block + "ffn_gate.weight", WIDTH, INNER, random);
      matrix(file, block + "ffn_up.weight", WIDTH, INNER, random);
      matrix(file, block + "ffn_down.weight", INNER, WIDTH, random);
      if (family.equals("qwen2")) {
        vector(file, block + "attn_q.bias", queries, 0, random);
        vector(file, block + "attn_k.bias", keys, 0, random);
        vector(file, block + "attn_v.bias", keys, 0, random);
      }
      if (family.equals("qwen3") || family.equals("gemma3")) {
        vector(file, block + "attn_q_norm.weight", headWidth(), 1, random);
        vector(file, block + "attn_k_norm.weight", headWidth(), 1, random);
      }
      if (family.equals("gemma3")) {
        vector(file, block + "post_attention_norm.weight", WIDTH, 1, random);
        vector(file, block + "post_ffw_norm.weight", WIDTH, 1, random);
      }
    }
    return file;
  }

  SmallGguf metadata() {
    String[] tokens = new String[VOCABULARY];
    int[] types = new int[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      tokens[i] = i == 0 ? "<|end|>" : Character.toString('A' + i);
      types[i] = i == 0 ? 3 : 1;
    }
    SmallGguf file =
        new SmallGguf()
            .with("general.architecture", family)
            .with(family + ".block_count", layers())
            .with(family + ".embedding_length", WIDTH)
            .with(family + ".context_length", CONTEXT)
            .with(family + ".attention.head_count", HEADS)
            .with(family + ".attention.head_count_kv", keyValueHeads)
            .with(family + ".attention.key_length", headWidth())
            .with(family + ".attention.layer_norm_rms_epsilon", 1e-5f)
            .with(family + ".rope.freq_base", 10_000f)
            .with("tokenizer.ggml.model", "gpt2")
            .with("tokenizer.ggml.tokens", tokens)
            .with("tokenizer.ggml.token_type", types)
            .with("tokenizer.ggml.merges", new String[0])
            .with("tokenizer.ggml.eos_token_id", 0)
            .with("tokenizer.chat_template", "{{ messages[0].content }}");
    if (family.equals("gemma3")) {
      file.with("gemma3.attention.sliding_window", WINDOW).with("gemma3.rope.freq_base", 1e6f);
    }
    return file;
  }

  private static void vector(
      SmallGguf file, String name, int length, double middle, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(middle - 0.5, middle + 0.5);
    }
    file.with(name, values, length);
  }

  private void matrix(SmallGguf file, String name, int columns, int rows, SplittableRandom random) {
    byte[] bytes = Blocks.tame(type, (long) columns * rows, random);
    file.with(name, type.id(), bytes, columns, rows);
  }
}
