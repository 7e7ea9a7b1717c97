package witan.engine.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static witan.engine.attention.AttentionKernel.PARTS;
import static witan.engine.attention.AttentionKernel.ROWS;
import static witan.engine.attention.PageLayout.TOKENS;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import witan.engine.attention.AttentionKernel.Block;

/** One number after the other: the definition of what {@link AttentionKernel} computes. */
final class PlainAttention {

  private PlainAttention() {}

  static void attend(Block block, MemorySegment[] pages, long keys, long values) {
    block.reserve();
    for (int row = 0; row < ROWS; row++) {
      score(block, row, pages, keys);
      float scale = 1 / weigh(block, row);
      gather(block, row, scale, pages, values);
    }
  }

  private static void score(Block block, int row, MemorySegment[] pages, long keys) {
    int width = block.width;
    for (int place = block.from[row]; place < block.to[row]; place++) {
      MemorySegment page = pages[place / TOKENS];
      long at = keys + place % TOKENS * (long) Float.BYTES;
      float score = 0;
      for (int e = 0; e < width; e++) {
        float key = page.get(JAVA_FLOAT, at + (long) e * TOKENS * Float.BYTES);
        score = Math.fma(block.queries[row * width + e], key, score);
      }
      block.scores[row * block.scoresWidth + place] = score;
    }
  }

  /** Makes weights of scores; gives their sum. */
  private static float weigh(Block block, int row) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int place = block.from[row]; place < block.to[row]; place++) {
      largest = Math.max(largest, block.scores[row * block.scoresWidth + place]);
    }
    Arrays.fill(block.parts, 0);
    for (int place = block.from[row]; place < block.to[row]; place++) {
      int at = row * block.scoresWidth + place;
      block.scores[at] = Exponential.of(block.scores[at] - largest);
      block.parts[place % PARTS] += block.scores[at];
    }
    return block.sum();
  }

  private static void gather(
      Block block, int row, float scale, MemorySegment[] pages, long values) {
    int width = block.width;
    for (int e = 0; e < width; e++) {
      float sum = 0;
      for (int place = block.from[row]; place < block.to[row]; place++) {
        float weight = block.scores[row * block.scoresWidth + place];
        long at = values + ((long) (place % TOKENS) * width + e) * Float.BYTES;
        sum = Math.fma(weight, pages[place / TOKENS].get(JAVA_FLOAT, at), sum);
      }
      block.results[row * width + e] = sum * scale;
    }
  }
}
