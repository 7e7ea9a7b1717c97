package witan.engine.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import witan.engine.onnx.Operator;

/**
 * The operator {@code BlockOffsets}: adds to a product what {@code MatMulNBits} can't have in its
 * weights. Where w = scale · (q − zero point) + offset, with an offset for each block of a row, x ·
 * w lacks the sum of x over the block times the offset.
 *
 * <p>Inputs: x {@code [tokens][columns]}; the product {@code [tokens][rows]}; the offsets {@code
 * [rows][blocks]}. Output: {@code [tokens][rows]}. Attributes: {@code rows}, {@code columns},
 * {@code blocks}.
 *
 * <p>A token's sums and products are added in one order, whatever stands beside it.
 */
public final class BlockOffsets implements Operator {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final long VECTOR_BYTES = (long) LANES * Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Tokens that are computed side by side. */
  private static final int TOKENS = 4;

  @Override
  public String name() {
    return "BlockOffsets";
  }

  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public Node node(Attributes attributes) {
    int rows = attributes.number("rows");
    int columns = attributes.number("columns");
    int blocks = attributes.number("blocks");
    float[] sums = new float[TOKENS * blocks];
    MemorySegment offsets = Arena.ofAuto().allocate((long) rows * blocks * Float.BYTES, 64);
    boolean[] turned = {false};
    return call -> {
      int tokens = call.rows(0, columns);
      MemorySegment out = call.output(tokens, rows);
      MemorySegment x = call.input(0);
      MemorySegment product = call.input(1);
      if (!turned[0]) {
        turned[0] = true;
        turn(call.input(2), rows, blocks, offsets);
      }
      long rowBytes = (long) rows * Float.BYTES;
      int token = 0;
      for (; token + TOKENS <= tokens; token += TOKENS) {
        sum(x, token, TOKENS, columns, sums);
        addFour(product, token * rowBytes, offsets, sums, rows, out);
      }
      for (; token < tokens; token++) {
        sum(x, token, 1, columns, sums);
        addOne(product, token * rowBytes, offsets, sums, rows, out);
      }
    };
  }

  /** Neighbouring rows come to lie side by side. */
  private static void turn(MemorySegment from, int rows, int blocks, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      for (int block = 0; block < blocks; block++) {
        float offset = from.getAtIndex(JAVA_FLOAT, (long) row * blocks + block);
        to.setAtIndex(JAVA_FLOAT, (long) block * rows + row, offset);
      }
    }
  }

  /** Of each block, in four parts. */
  private static void sum(MemorySegment x, int token, int count, int columns, float[] sums) {
    int blocks = sums.length / TOKENS;
    int width = columns / blocks;
    long at = (long) token * columns;
    for (int i = 0; i < count * blocks; i++, at += width) {
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      for (int j = 0; j < width; j += 4) {
        a += x.getAtIndex(JAVA_FLOAT, at + j);
        b += x.getAtIndex(JAVA_FLOAT, at + j + 1);
        c += x.getAtIndex(JAVA_FLOAT, at + j + 2);
        d += x.getAtIndex(JAVA_FLOAT, at + j + 3);
      }
      sums[i] = (a + b) + (c + d);
    }
  }

  private static void addOne(
      MemorySegment product,
      long at,
      MemorySegment offsets,
      float[] sums,
      int rows,
      MemorySegment out) {
    int blocks = sums.length / TOKENS;
    long step = (long) rows * Float.BYTES;
    int row = 0;
    for (; row + 4 * LANES <= rows; row += 4 * LANES) {
      long here = at + (long) row * Float.BYTES;
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, product, here, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, product, here + VECTOR_BYTES, ORDER);
      FloatVector c =
          FloatVector.fromMemorySegment(FLOATS, product, here + 2 * VECTOR_BYTES, ORDER);
      FloatVector d =
          FloatVector.fromMemorySegment(FLOATS, product, here + 3 * VECTOR_BYTES, ORDER);
      long offset = (long) row * Float.BYTES;
      for (int block = 0; block < blocks; block++, offset += step) {
        FloatVector sum = FloatVector.broadcast(FLOATS, sums[block]);
        a = sum.fma(FloatVector.fromMemorySegment(FLOATS, offsets, offset, ORDER), a);
        b =
            sum.fma(
                FloatVector.fromMemorySegment(FLOATS, offsets, offset + VECTOR_BYTES, ORDER), b);
        c =
            sum.fma(
                FloatVector.fromMemorySegment(FLOATS, offsets, offset + 2 * VECTOR_BYTES, ORDER),
                c);
        d =
            sum.fma(
                FloatVector.fromMemorySegment(FLOATS, offsets, offset + 3 * VECTOR_BYTES, ORDER),
                d);
      }
      a.intoMemorySegment(out, here, ORDER);
      b.intoMemorySegment(out, here + VECTOR_BYTES, ORDER);
      c.intoMemorySegment(out, here + 2 * VECTOR_BYTES, ORDER);
      d.intoMemorySegment(out, here + 3 * VECTOR_BYTES, ORDER);
    }
    addRest(product, at, offsets, sums, 0, row, rows, out);
  }

  private static void addFour(
      MemorySegment product,
      long at,
      MemorySegment offsets,
      float[] sums,
      int rows,
      MemorySegment out) {
    int blocks = sums.length / TOKENS;
    long step = (long) rows * Float.BYTES;
    int row = 0;
    for (; row + 2 * LANES <= rows; row += 2 * LANES) {
      long t0 = at + (long) row * Float.BYTES;
      long t1 = t0 + step;
      long t2 = t1 + step;
      long t3 = t2 + step;
      FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, product, t0, ORDER);
      FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, product, t0 + VECTOR_BYTES, ORDER);
      FloatVector a1 = FloatVector.fromMemorySegment(FLOATS, product, t1, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, product, t1 + VECTOR_BYTES, ORDER);
      FloatVector a2 = FloatVector.fromMemorySegment(FLOATS, product, t2, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, product, t2 + VECTOR_BYTES, ORDER);
      FloatVector a3 = FloatVector.fromMemorySegment(FLOATS, product, t3, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(FLOATS, product, t3 + VECTOR_BYTES, ORDER);
      long offset = (long) row * Float.BYTES;
      for (int block = 0; block < blocks; block++, offset += step) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, offsets, offset, ORDER);
        FloatVector b =
            FloatVector.fromMemorySegment(FLOATS, offsets, offset + VECTOR_BYTES, ORDER);
        FloatVector s0 = FloatVector.broadcast(FLOATS, sums[block]);
        FloatVector s1 = FloatVector.broadcast(FLOATS, sums[blocks + block]);
        FloatVector s2 = FloatVector.broadcast(FLOATS, sums[2 * blocks + block]);
        FloatVector s3 = FloatVector.broadcast(FLOATS, sums[3 * blocks + block]);
        a0 = s0.fma(a, a0);
        b0 = s0.fma(b, b0);
        a1 = s1.fma(a, a1);
        b1 = s1.fma(b, b1);
        a2 = s2.fma(a, a2);
        b2 = s2.fma(b, b2);
        a3 = s3.fma(a, a3);
        b3 = s3.fma(b, b3);
      }
      a0.intoMemorySegment(out, t0, ORDER);
      b0.intoMemorySegment(out, t0 + VECTOR_BYTES, ORDER);
      a1.intoMemorySegment(out, t1, ORDER);
      b1.intoMemorySegment(out, t1 + VECTOR_BYTES, ORDER);
      a2.intoMemorySegment(out, t2, ORDER);
      b2.intoMemorySegment(out, t2 + VECTOR_BYTES, ORDER);
      a3.intoMemorySegment(out, t3, ORDER);
      b3.intoMemorySegment(out, t3 + VECTOR_BYTES, ORDER);
    }
    for (int token = 0; token < TOKENS; token++) {
      addRest(product, at + token * step, offsets, sums, token * blocks, row, rows, out);
    }
  }

  /** One row after the other, from {@code row} on. */
  private static void addRest(
      MemorySegment product,
      long at,
      MemorySegment offsets,
      float[] sums,
      int firstSum,
      int row,
      int rows,
      MemorySegment out) {
    int blocks = sums.length / TOKENS;
    for (int i = row; i < rows; i++) {
      long here = at / Float.BYTES + i;
      float y = product.getAtIndex(JAVA_FLOAT, here);
      for (int block = 0; block < blocks; block++) {
        y =
            Math.fma(
                sums[firstSum + block], offsets.getAtIndex(JAVA_FLOAT, (long) block * rows + i), y);
      }
      out.setAtIndex(JAVA_FLOAT, here, y);
    }
  }
}
