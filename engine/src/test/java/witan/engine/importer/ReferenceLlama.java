package witan.engine.importer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;

/** The same transformers in plain double arithmetic, written from their definitions. */
final class ReferenceLlama {
  private final GgufFile file;
  private final Architecture sizes;
  private final String family;
  private final Map<String, float[]> tensors = new HashMap<>();

  ReferenceLlama(GgufFile file) {
    this.file = file;
    this.sizes = Architecture.of(file);
    this.family = file.string("general.architecture");
  }

  /** The logits after each token. */
  double[][] logits(int[] tokens) {
    double[][] stream = new double[tokens.length][];
    float[] rows = values("token_embd.weight");
    for (int i = 0; i < tokens.length; i++) {
      stream[i] = new double[sizes.width()];
      for (int j = 0; j < sizes.width(); j++) {
        stream[i][j] = rows[tokens[i] * sizes.width() + j];
        if (family.equals("gemma3")) {
          stream[i][j] *= Math.sqrt(sizes.width());
        }
      }
    }
    for (int layer = 0; layer < sizes.layers(); layer++) {
      String block = "blk." + layer + ".";
      attend(stream, block, layer);
      for (double[] token : stream) {
        double[] x = norm(token, block + "ffn_norm.weight");
        double[] gate = times(block + "ffn_gate", x);
        double[] up = times(block + "ffn_up", x);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = bent(gate[i]) * up[i];
        }
        add(token, normIfAny(times(block + "ffn_down", gate), block + "post_ffw_norm.weight"));
      }
    }
    String last = file.hasTensor("output.weight") ? "output" : "token_embd";
    double[][] logits = new double[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      logits[i] = times(last, norm(stream[i], "output_norm.weight"));
    }
    return logits;
  }

  private double bent(double x) {
    return family.equals("gemma3")
        ? x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
        : x / (1 + Math.exp(-x));
  }

  private void attend(double[][] stream, String block, int layer) {
    int count = stream.length;
    double[][] q = new double[count][];
    double[][] k = new double[count][];
    double[][] v = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] x = norm(stream[i], block + "attn_norm.weight");
      q[i] = rotate(headNorm(times(block + "attn_q", x), block + "attn_q_norm.weight"), i, layer);
      k[i] = rotate(headNorm(times(block + "attn_k", x), block + "attn_k_norm.weight"), i, layer);
      v[i] = times(block + "attn_v", x);
    }
    int d = sizes.headWidth();
    for (int i = 0; i < count; i++) {
      int first = seesAll(layer) ? 0 : Math.max(0, i - window() + 1);
      double[] gathered = new double[sizes.heads() * d];
      for (int head = 0; head < sizes.heads(); head++) {
        int from = head / sizes.groups() * d;
        double[] weights = new double[i + 1];
        double sum = 0;
        for (int j = first; j <= i; j++) {
          double dot = 0;
          for (int e = 0; e < d; e++) {
            dot += q[i][head * d + e] * k[j][from + e];
          }
          weights[j] = Math.exp(dot / Math.sqrt(d));
          sum += weights[j];
        }
        for (int j = first; j <= i; j++) {
          for (int e = 0; e < d; e++) {
            gathered[head * d + e] += weights[j] / sum * v[j][from + e];
          }
        }
      }
      add(
          stream[i],
          normIfAny(times(block + "attn_output", gathered), block + "post_attention_norm.weight"));
    }
  }

  /** Of Gemma 3's layers each sixth. */
  private boolean seesAll(int layer) {
    return !family.equals("gemma3") || layer % 6 == 5;
  }

  private int window() {
    return file.number("gemma3.attention.sliding_window").intValue();
  }

  /** Pairs of a head turn by an angle that falls with their place in it. */
  private double[] rotate(double[] heads, int position, int layer) {
    int d = sizes.headWidth();
    double base = seesAll(layer) ? file.number(family + ".rope.freq_base").doubleValue() : 10_000;
    double factor =
        seesAll(layer)
            ? file.optionalNumber(family + ".rope.scaling.factor")
                .map(Number::doubleValue)
                .orElse(1.0)
            : 1;
    boolean neighbours = family.equals("llama");
    for (int head = 0; head < heads.length; head += d) {
      for (int pair = 0; pair < d / 2; pair++) {
        double angle = position * Math.pow(base, -2.0 * pair / d) / factor;
        if (file.hasTensor("rope_freqs.weight")) {
          angle /= values("rope_freqs.weight")[pair];
        }
        int one = head + (neighbours ? 2 * pair : pair);
        int other = neighbours ? one + 1 : one + d / 2;
        double x = heads[one];
        double y = heads[other];
        heads[one] = x * Math.cos(angle) - y * Math.sin(angle);
        heads[other] = x * Math.sin(angle) + y * Math.cos(angle);
      }
    }
    return heads;
  }

  private double[] headNorm(double[] heads, String name) {
    int d = sizes.headWidth();
    if (!file.hasTensor(name)) {
      return heads;
    }
    double[] normed = new double[heads.length];
    for (int from = 0; from < heads.length; from += d) {
      double[] head = norm(Arrays.copyOfRange(heads, from, from + d), name);
      System.arraycopy(head, 0, normed, from, d);
    }
    return normed;
  }

  private double[] normIfAny(double[] x, String name) {
    return file.hasTensor(name) ? norm(x, name) : x;
  }

  private double[] norm(double[] x, String name) {
    float[] scale = values(name);
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double[] normed = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normed[i] = scale[i] * x[i] / Math.sqrt(squares / x.length + sizes.epsilon());
    }
    return normed;
  }

  /** A matrix times a vector, plus the bias if there is one. */
  private double[] times(String name, double[] x) {
    float[] matrix = values(name + ".weight");
    double[] product = new double[matrix.length / x.length];
    for (int row = 0; row < product.length; row++) {
      product[row] = dot(matrix, row * x.length, x);
      if (file.hasTensor(name + ".bias")) {
        product[row] += values(name + ".bias")[row];
      }
    }
    return product;
  }

  /** In four parts, that the processor adds at once. */
  private static double dot(float[] matrix, int from, double[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = 0; i < x.length; i += 4) {
      a += matrix[from + i] * x[i];
      b += matrix[from + i + 1] * x[i + 1];
      c += matrix[from + i + 2] * x[i + 2];
      d += matrix[from + i + 3] * x[i + 3];
    }
    return a + b + (c + d);
  }

  private float[] values(String name) {
    return tensors.computeIfAbsent(name, key -> Dequantizer.values(file.tensor(key)));
  }

  private static void add(double[] to, double[] x) {
    for (int i = 0; i < to.length; i++) {
      to[i] += x[i];
    }
  }
}
