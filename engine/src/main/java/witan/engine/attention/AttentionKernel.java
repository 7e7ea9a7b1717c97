package witan.engine.attention;

import java.lang.foreign.MemorySegment;

/**
 * What some queries gather from the values of one head, by how well its keys fit them.
 *
 * <p>Every implementation computes the same bits: it adds in the order that {@link PlainKernel}
 * has, which is that of places, and rounds where it rounds.
 */
interface AttentionKernel {

  /** How many queries are computed side by side. */
  int ROWS = 4;

  /** Sums of weights are kept in as many parts, by place, and added at the end. */
  int PARTS = 16;

  /**
   * Computes up to {@link #ROWS} queries.
   *
   * @param block queries and their ranges; takes the results
   * @param pages of the sequence
   * @param keys where in each page the head's keys lie, in bytes
   * @param values where its values lie
   */
  void attend(Block block, MemorySegment[] pages, long keys, long values);

  /** The quickest one that runs here. */
  static AttentionKernel best() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? new VectorKernel()
        : new PlainKernel();
  }

  /** Queries of one head and what is computed of them. Belongs to one thread. */
  final class Block {
    final int width;

    /** {@code [ROWS][width]}, scaled. */
    final float[] queries;

    /** {@code [ROWS][width]}. */
    final float[] results;

    /** Each query sees the places from here … */
    final int[] from = new int[ROWS];

    /** … up to here; those that are no queries see what the first one does. */
    final int[] to = new int[ROWS];

    /** {@code [ROWS][scoresWidth]}: scores, then weights. */
    float[] scores = new float[0];

    int scoresWidth;
    final float[] parts = new float[PARTS];

    Block(int width) {
      this.width = width;
      this.queries = new float[ROWS * width];
      this.results = new float[ROWS * width];
    }

    /** Makes room for scores of all places that are seen. */
    void reserve() {
      int needed = PageLayout.pages(last()) * PageLayout.TOKENS;
      if (scoresWidth < needed) {
        scoresWidth = 2 * needed;
        scores = new float[ROWS * scoresWidth];
      }
    }

    int first() {
      return Math.min(Math.min(from[0], from[1]), Math.min(from[2], from[3]));
    }

    int last() {
      return Math.max(Math.max(to[0], to[1]), Math.max(to[2], to[3]));
    }

    float largest(int row) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int j = row * scoresWidth + from[row]; j < row * scoresWidth + to[row]; j++) {
        largest = Math.max(largest, scores[j]);
      }
      return largest;
    }

    /** The parts' sum. */
    float sum() {
      float sum = 0;
      for (float part : parts) {
        sum += part;
      }
      return sum;
    }
  }
}
