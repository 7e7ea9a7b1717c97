package witan.engine.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static witan.engine.attention.PageLayout.TOKENS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What some queries gather from the values of one head, by how well its keys fit them.
 *
 * <p>As many numbers are computed at once as the processor takes. The width of its vectors changes
 * no bit, nor do the other queries: each number is the sum of its products in the order of places,
 * each added with one rounding, and sums of weights are kept in {@link #PARTS} parts.
 */
final class AttentionKernel {

  /** How many queries are computed side by side. */
  static final int ROWS = 4;

  /** Sums of weights are kept in as many parts, by place, and added at the end. */
  static final int PARTS = 16;

  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() <= PARTS
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;
  private static final int LANES = FLOATS.length();
  private static final long VECTOR_BYTES = (long) LANES * Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private AttentionKernel() {}

  /**
   * Computes up to {@link #ROWS} queries.
   *
   * @param block queries and their ranges; takes the results
   * @param pages of the sequence
   * @param keys where in each page the head's keys lie, in bytes
   * @param values where its values lie
   */
  static void attend(Block block, MemorySegment[] pages, long keys, long values) {
    block.reserve();
    int first = block.first();
    int last = block.last();
    for (int page = first / TOKENS; page * TOKENS < last; page++) {
      score(block, page * TOKENS, pages[page], keys);
    }
    float[] scales = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      scales[row] = 1 / weigh(block, row, first, last);
    }
    int column = 0;
    for (; column + 2 * LANES <= block.width; column += 2 * LANES) {
      gatherTwo(block, column, scales, pages, values);
    }
    for (; column < block.width; column++) {
      gatherOne(block, column, scales, pages, values);
    }
  }

  /** Scores of all rows at all places of a page. */
  private static void score(Block block, int place, MemorySegment page, long keys) {
    int width = block.width;
    float[] queries = block.queries;
    float[] scores = block.scores;
    int row1 = block.scoresWidth;
    int row2 = 2 * row1;
    int row3 = 3 * row1;
    for (int lane = 0; lane < TOKENS; lane += 2 * LANES) {
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector b0 = a0;
      FloatVector b1 = a0;
      FloatVector b2 = a0;
      FloatVector b3 = a0;
      long at = keys + (long) lane * Float.BYTES;
      for (int e = 0; e < width; e++) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, page, at, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, page, at + VECTOR_BYTES, ORDER);
        FloatVector q0 = FloatVector.broadcast(FLOATS, queries[e]);
        FloatVector q1 = FloatVector.broadcast(FLOATS, queries[width + e]);
        FloatVector q2 = FloatVector.broadcast(FLOATS, queries[2 * width + e]);
        FloatVector q3 = FloatVector.broadcast(FLOATS, queries[3 * width + e]);
        a0 = q0.fma(a, a0);
        b0 = q0.fma(b, b0);
        a1 = q1.fma(a, a1);
        b1 = q1.fma(b, b1);
        a2 = q2.fma(a, a2);
        b2 = q2.fma(b, b2);
        a3 = q3.fma(a, a3);
        b3 = q3.fma(b, b3);
        at += (long) TOKENS * Float.BYTES;
      }
      int to = place + lane;
      a0.intoArray(scores, to);
      b0.intoArray(scores, to + LANES);
      a1.intoArray(scores, row1 + to);
      b1.intoArray(scores, row1 + to + LANES);
      a2.intoArray(scores, row2 + to);
      b2.intoArray(scores, row2 + to + LANES);
      a3.intoArray(scores, row3 + to);
      b3.intoArray(scores, row3 + to + LANES);
    }
  }

  /**
   * Makes weights of a row's scores, zero where it sees nothing; gives their sum.
   *
   * @param first of the places that any row sees
   * @param last after those
   */
  private static float weigh(Block block, int row, int first, int last) {
    float[] scores = block.scores;
    float[] parts = block.parts;
    int base = row * block.scoresWidth;
    int from = block.from[row];
    int to = block.to[row];
    int begin = first / PARTS * PARTS;
    int end = Math.ceilDiv(last, PARTS) * PARTS;
    Arrays.fill(scores, base + begin, base + from, Float.NEGATIVE_INFINITY);
    Arrays.fill(scores, base + to, base + end, Float.NEGATIVE_INFINITY);
    FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    for (int at = base + begin; at < base + end; at += LANES) {
      most = most.max(FloatVector.fromArray(FLOATS, scores, at));
    }
    float largest = most.reduceLanes(VectorOperators.MAX);
    Arrays.fill(parts, 0);
    for (int place = begin; place < end; place += PARTS) {
      for (int part = 0; part < PARTS; part += LANES) {
        int at = base + place + part;
        FloatVector weight = exponential(FloatVector.fromArray(FLOATS, scores, at).sub(largest));
        weight.intoArray(scores, at);
        FloatVector.fromArray(FLOATS, parts, part).add(weight).intoArray(parts, part);
      }
    }
    return block.sum();
  }

  /** As {@link Exponential#of}, but 0 of minus infinity. */
  private static FloatVector exponential(FloatVector x) {
    FloatVector bounded = x.max(Exponential.LEAST);
    FloatVector rounder = FloatVector.broadcast(FLOATS, Exponential.ROUNDER);
    FloatVector shifted = bounded.fma(vector(Exponential.LOG2_E), rounder);
    FloatVector n = shifted.sub(rounder);
    FloatVector rest = n.fma(vector(-Exponential.LN2_HIGH), bounded);
    rest = n.fma(vector(-Exponential.LN2_LOW), rest);
    FloatVector p = vector(Exponential.C6).fma(rest, vector(Exponential.C5));
    p = p.fma(rest, vector(Exponential.C4));
    p = p.fma(rest, vector(Exponential.C3));
    p = p.fma(rest, vector(Exponential.C2));
    p = p.fma(rest, vector(1));
    p = p.fma(rest, vector(1));
    IntVector exponent =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, Exponential.EXPONENT);
    return p.reinterpretAsInts()
        .add(exponent)
        .reinterpretAsFloats()
        .blend(0f, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
  }

  private static FloatVector vector(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /** Two vectors of each row's result; rows that do not see a place have a weight of 0 there. */
  private static void gatherTwo(
      Block block, int column, float[] scales, MemorySegment[] pages, long values) {
    int width = block.width;
    float[] weights = block.scores;
    int row1 = block.scoresWidth;
    int row2 = 2 * row1;
    int row3 = 3 * row1;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int last = block.last();
    for (int place = block.first(); place < last; ) {
      MemorySegment page = pages[place / TOKENS];
      long at = values + ((long) (place % TOKENS) * width + column) * Float.BYTES;
      int end = Math.min(last, (place / TOKENS + 1) * TOKENS);
      for (; place < end; place++) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, page, at, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, page, at + VECTOR_BYTES, ORDER);
        FloatVector w0 = FloatVector.broadcast(FLOATS, weights[place]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, weights[row1 + place]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, weights[row2 + place]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, weights[row3 + place]);
        a0 = w0.fma(a, a0);
        b0 = w0.fma(b, b0);
        a1 = w1.fma(a, a1);
        b1 = w1.fma(b, b1);
        a2 = w2.fma(a, a2);
        b2 = w2.fma(b, b2);
        a3 = w3.fma(a, a3);
        b3 = w3.fma(b, b3);
        at += (long) width * Float.BYTES;
      }
    }
    float[] results = block.results;
    a0.mul(scales[0]).intoArray(results, column);
    b0.mul(scales[0]).intoArray(results, column + LANES);
    a1.mul(scales[1]).intoArray(results, width + column);
    b1.mul(scales[1]).intoArray(results, width + column + LANES);
    a2.mul(scales[2]).intoArray(results, 2 * width + column);
    b2.mul(scales[2]).intoArray(results, 2 * width + column + LANES);
    a3.mul(scales[3]).intoArray(results, 3 * width + column);
    b3.mul(scales[3]).intoArray(results, 3 * width + column + LANES);
  }

  /** One number of each row's result, where a head is no multiple of two vectors. */
  private static void gatherOne(
      Block block, int column, float[] scales, MemorySegment[] pages, long values) {
    int width = block.width;
    for (int row = 0; row < ROWS; row++) {
      float sum = 0;
      for (int place = block.from[row]; place < block.to[row]; place++) {
        float weight = block.scores[row * block.scoresWidth + place];
        long at = values + ((long) (place % TOKENS) * width + column) * Float.BYTES;
        sum = Math.fma(weight, pages[place / TOKENS].get(JAVA_FLOAT, at), sum);
      }
      block.results[row * width + column] = sum * scales[row];
    }
  }

  /** Queries of one head and what is computed of them. Belongs to one thread. */
  static final class Block {
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
