package witan.engine.importer;

import java.util.Arrays;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufTensor;

/** The same transformers in plain double arithmetic, written from their definitions. */
final class ReferenceLlama {
  private final GgufFile file;
  private final Architecture sizes;
  private final String family;

  ReferenceLlama(GgufFile file) {
    this.file = file;
    this.sizes = Architecture.of(file);
    this.family = file.string("general.architecture");
  }

  /** The logits after each token. */
  double[][] logits(int[] tokens) {
    double[][] stream = new double[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      stream[i] = new double[sizes.width()];
      float[] row = Dequantizer.row(file.tensor("token_embd.weight"), tokens[i]);
      for (int j = 0; j < row.length; j++) {
        stream[i][j] = family.equals("gemma3") ? row[j] * Math.sqrt(row.length) : row[j];
      }
    }
    for (int layer = 0; layer < sizes.layers(); layer++) {
      String block = "blk." + layer + ".";
      add(stream, normIfAny(attended(stream, block, layer), block + "post_attention_norm.weight"));
      double[][] x = norm(stream, block + "ffn_norm.weight");
      double[][] gate = times(block + "ffn_gate", x);
      double[][] up = times(block + "ffn_up", x);
      for (int i = 0; i < gate.length; i++) {
        for (int j = 0; j < gate[i].length; j++) {
          gate[i][j] = bent(gate[i][j]) * up[i][j];
        }
      }
      add(stream, normIfAny(times(block + "ffn_down", gate), block + "post_ffw_norm.weight"));
    }
    String last = file.hasTensor("output.weight") ? "output" : "token_embd";
    return times(last, norm(stream, "output_norm.weight"));
  }

  /** The length of the difference, as a part of the length of what is expected. */
  static double distance(float[] actual, double[] expected) {
    double difference = 0;
    double whole = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      whole += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / whole);
  }

  private double bent(double x) {
    return family.equals("gemma3")
        ? x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
        : x / (1 + Math.exp(-x));
  }

  private double[][] attended(double[][] stream, String block, int layer) {
    int count = stream.length;
    double[][] x = norm(stream, block + "attn_norm.weight");
    double[][] q = headNorm(times(block + "attn_q", x), block + "attn_q_norm.weight");
    double[][] k = headNorm(times(block + "attn_k", x), block + "attn_k_norm.weight");
    double[][] v = times(block + "attn_v", x);
    for (int i = 0; i < count; i++) {
      rotate(q[i], i, layer);
      rotate(k[i], i, layer);
    }
    int d = sizes.headWidth();
    double[][] gathered = new double[count][sizes.heads() * d];
    for (int i = 0; i < count; i++) {
      int first = seesAll(layer) ? 0 : Math.max(0, i - window() + 1);
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
            gathered[i][head * d + e] += weights[j] / sum * v[j][from + e];
          }
        }
      }
    }
    return times(block + "attn_output", gathered);
  }

  /** Of Gemma 3's layers each sixth. */
  private boolean seesAll(int layer) {
    return !family.equals("gemma3") || layer % 6 == 5;
  }

  private int window() {
    return file.number("gemma3.attention.sliding_window").intValue();
  }

  /** Pairs of a head turn by an angle that falls with their place in it. */
  private void rotate(double[] heads, int position, int layer) {
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
  }

  private double[][] headNorm(double[][] rows, String name) {
    if (!file.hasTensor(name)) {
      return rows;
    }
    int d = sizes.headWidth();
    float[] scale = values(name);
    double[][] normed = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      normed[i] = new double[rows[i].length];
      for (int from = 0; from < rows[i].length; from += d) {
        double[] head = norm(Arrays.copyOfRange(rows[i], from, from + d), scale);
        System.arraycopy(head, 0, normed[i], from, d);
      }
    }
    return normed;
  }

  private double[][] normIfAny(double[][] rows, String name) {
    return file.hasTensor(name) ? norm(rows, name) : rows;
  }

  private double[][] norm(double[][] rows, String name) {
    float[] scale = values(name);
    return Arrays.stream(rows).map(row -> norm(row, scale)).toArray(double[][]::new);
  }

  private double[] norm(double[] x, float[] scale) {
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

  /** A matrix times vectors, plus the bias if there is one; the matrix is read row by row. */
  private double[][] times(String name, double[][] xs) {
    GgufTensor matrix = file.tensor(name + ".weight");
    double[][] products = new double[xs.length][matrix.rows()];
    float[] bias =
        file.hasTensor(name + ".bias") ? values(name + ".bias") : new float[matrix.rows()];
    for (int row = 0; row < matrix.rows(); row++) {
      float[] weights = Dequantizer.row(matrix, row);
      for (int i = 0; i < xs.length; i++) {
        products[i][row] = dot(weights, xs[i]) + bias[row];
      }
    }
    return products;
  }

  /** In four parts, that the processor adds at once; widths are multiples of four. */
  private static double dot(float[] row, double[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = 0; i < x.length; i += 4) {
      a += row[i] * x[i];
      b += row[i + 1] * x[i + 1];
      c += row[i + 2] * x[i + 2];
      d += row[i + 3] * x[i + 3];
    }
    return a + b + (c + d);
  }

  private float[] values(String name) {
    return Dequantizer.values(file.tensor(name));
  }

  private static void add(double[][] to, double[][] x) {
    for (int i = 0; i < to.length; i++) {
      for (int j = 0; j < to[i].length; j++) {
        to[i][j] += x[i][j];
      }
    }
  }
}
