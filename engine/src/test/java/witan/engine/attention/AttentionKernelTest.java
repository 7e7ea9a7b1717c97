package witan.engine.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.attention.AttentionKernel.Block;

class AttentionKernelTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 16, 64, 80, 128})
  void vectorsComputeWhatPlainNumbersDo(int width) {
    SplittableRandom random = new SplittableRandom(width);
    PageLayout layout = new PageLayout(2, 3, width);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] pages = pages(layout, arena, random);
      for (int i = 0; i < 50; i++) {
        Block block = block(width, random);
        Block plain = copy(block);
        int layer = random.nextInt(2);
        int head = random.nextInt(3);
        AttentionKernel.attend(block, pages, layout.keys(layer, head), layout.values(layer, head));
        PlainAttention.attend(plain, pages, layout.keys(layer, head), layout.values(layer, head));

        assertThat(block.results).isEqualTo(plain.results);
      }
    }
  }

  @Test
  void theExponentialIsThatOfTheLibraryButForTheLastBits() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      float x = (float) -random.nextDouble(0, 80);
      double expected = Math.exp(x);
      assertThat((double) Exponential.of(x)).isCloseTo(expected, within(3e-7 * expected));
    }
    assertThat(Exponential.of(0)).isEqualTo(1);
  }

  private static MemorySegment[] pages(PageLayout layout, Arena arena, SplittableRandom random) {
    MemorySegment[] pages = new MemorySegment[5];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = arena.allocate(layout.bytes(), 64);
      for (long at = 0; at < layout.bytes() / Float.BYTES; at++) {
        pages[i].setAtIndex(JAVA_FLOAT, at, (float) random.nextDouble(-1, 1));
      }
    }
    return pages;
  }

  private static Block block(int width, SplittableRandom random) {
    Block block = new Block(width);
    for (int i = 0; i < block.queries.length; i++) {
      block.queries[i] = (float) random.nextDouble(-1, 1);
    }
    for (int row = 0; row < AttentionKernel.ROWS; row++) {
      block.to[row] = random.nextInt(1, 5 * PageLayout.TOKENS + 1);
      block.from[row] = random.nextBoolean() ? 0 : random.nextInt(block.to[row]);
    }
    return block;
  }

  private static Block copy(Block block) {
    Block copy = new Block(block.width);
    System.arraycopy(block.queries, 0, copy.queries, 0, block.queries.length);
    System.arraycopy(block.from, 0, copy.from, 0, block.from.length);
    System.arraycopy(block.to, 0, copy.to, 0, block.to.length);
    return copy;
  }
}
