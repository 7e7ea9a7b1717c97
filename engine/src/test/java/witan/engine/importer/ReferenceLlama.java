package witan.engine.importer;

import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;

/** The same transformer in plain double arithmetic, written from its definition. */
final class ReferenceLlama {
  private final GgufFile file;
  private final Architecture sizes;

  ReferenceLlama(GgufFile file) {
    this.file = file;
    this.sizes = Architecture.of(file);
  }

  /** The logits after each token. */
  double[][] logits(int[] tokens) {
    double[][] stream = new double[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      stream[i] = new double[sizes.width()];
      float[] rows = Dequantizer.values(file.tensor("token_embd.weight"));
      for (int j = 0; j < sizes.width(); j++) {
        stream[i][j] = rows[tokens[i] * sizes.width() + j];
      }
    }
    for (int layer = 0; layer < sizes.layers(); layer++) {
      String block = "blk." + layer + ".";
      attend(stream, block);
      for (double[] token : stream) {
        double[] x = norm(token, block + "ffn_norm.weight");
        double[] gate = times(block + "ffn_gate.weight", x);
        double[] up = times(block + "ffn_up.weight", x);
        for (int i = 0; i < gate.length; i++) {
          gate[i] *= up[i] / (1 + Math.exp(-gate[i]));
        }
        add(token, times(block + "ffn_down.weight", gate));
      }
    }
    double[][] logits = new double[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      logits[i] = times("token_embd.weight", norm(stream[i], "output_norm.weight"));
    }
    return logits;
  }

  private void attend(double[][] stream, String block) {
    int count = stream.length;
    double[][] q = new double[count][];
    double[][] k = new double[count][];
    double[][] v = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] x = norm(stream[i], block + "attn_norm.weight");
      q[i] = rotate(times(block + "attn_q.weight", x), i);
      k[i] = rotate(times(block + "attn_k.weight", x), i);
      v[i] = times(block + "attn_v.weight", x);
    }
    int d = sizes.headWidth();
    for (int i = 0; i < count; i++) {
      double[] gathered = new double[sizes.heads() * d];
      for (int head = 0; head < sizes.heads(); head++) {
        int from = head / sizes.groups() * d;
        double[] weights = new double[i + 1];
        double sum = 0;
        for (int j = 0; j <= i; j++) {
          double dot = 0;
          for (int e = 0; e < d; e++) {
            dot += q[i][head * d + e] * k[j][from + e];
          }
          weights[j] = Math.exp(dot / Math.sqrt(d));
          sum += weights[j];
        }
        for (int j = 0; j <= i; j++) {
          for (int e = 0; e < d; e++) {
            gathered[head * d + e] += weights[j] / sum * v[j][from + e];
          }
        }
      }
      add(stream[i], times(block + "attn_output.weight", gathered));
    }
  }

  /** Neighbouring values of a head turn by an angle that falls with their place in it. */
  private double[] rotate(double[] heads, int position) {
    int d = sizes.headWidth();
    for (int i = 0; i < heads.length; i += 2) {
      double angle = position * Math.pow(sizes.ropeBase(), -(double) (i % d) / d);
      double x = heads[i];
      double y = heads[i + 1];
      heads[i] = x * Math.cos(angle) - y * Math.sin(angle);
      heads[i + 1] = x * Math.sin(angle) + y * Math.cos(angle);
    }
    return heads;
  }

  private double[] norm(double[] x, String name) {
    float[] scale = Dequantizer.values(file.tensor(name));
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

  private double[] times(String name, double[] x) {
    float[] matrix = Dequantizer.values(file.tensor(name));
    double[] product = new double[matrix.length / x.length];
    for (int row = 0; row < product.length; row++) {
      for (int i = 0; i < x.length; i++) {
        product[row] += matrix[row * x.length + i] * x[i];
      }
    }
    return product;
  }

  private static void add(double[] to, double[] x) {
    for (int i = 0; i < to.length; i++) {
      to[i] += x[i];
    }
  }
}
