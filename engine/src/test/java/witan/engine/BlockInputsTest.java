package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockInputsTest {
  private static final int BLOCK = 64;

  private final BlockInputs inputs = new BlockInputs(BLOCK, 3);

  @AfterEach
  void close() {
    inputs.close();
  }

  @Test
  void eachSequenceHasItsEndStartAndRowOfTheTable() {
    inputs.fill(List.of(part(70, 3, 2, 4, 9), part(0, 1, 0, 5), part(63, 2, 1, 8, 2)));

    assertThat(ids()).containsExactly(0, 1, 2, 0, 0, 1);
    assertThat(rows()).containsExactly(1, 2, 5);
    assertThat(ints(inputs.ends())).containsExactly(0, 3, 4, 6);
    assertThat(ints(inputs.starts())).containsExactly(70, 0, 63);
    assertThat(inputs.blocks()).isEqualTo(2);
    assertThat(ints(inputs.table())).containsExactly(4, 9, 5, 0, 8, 2);
    assertThat(ints(inputs.bounds())).containsExactly(3, 73);
  }

  @Test
  void nothingOfThePassBeforeIsLeft() {
    inputs.fill(List.of(part(130, 2, 1, 7, 7, 7), part(1, 1, 1, 7)));
    inputs.fill(List.of(part(0, 1, 1, 3), part(64, 1, 1, 1, 2)));

    assertThat(ids()).containsExactly(0, 0);
    assertThat(ints(inputs.ends())).containsExactly(0, 1, 2);
    assertThat(ints(inputs.places())).containsExactly(0, 64, 3, 0, 1, 2);
  }

  @Test
  void stepsAreFilledUpWithSequencesOfTheirOwnPage() {
    inputs.fill(List.of(part(5, 1, 1, 1), part(64, 1, 1, 2, 3), part(9, 1, 1, 4)), 4, page(12));

    assertThat(inputs.sequences()).isEqualTo(4);
    assertThat(ids()).containsExactly(0, 0, 0, 0);
    assertThat(rows()).containsExactly(0, 1, 2, 3);
    assertThat(ints(inputs.ends())).containsExactly(0, 1, 2, 3, 4);
    assertThat(ints(inputs.starts())).containsExactly(5, 64, 9, 0);
    assertThat(ints(inputs.table())).containsExactly(1, 0, 0, 2, 3, 0, 4, 0, 0, 12, 0, 0);
    assertThat(ints(inputs.bounds())).containsExactly(1, 3 * BLOCK);
  }

  private long[] ids() {
    return longs(inputs.tokens().ids, inputs.tokens().count());
  }

  private long[] rows() {
    return longs(inputs.tokens().rows, inputs.tokens().wanted());
  }

  private static long[] longs(MemorySegment memory, int count) {
    return Arrays.copyOf(memory.toArray(JAVA_LONG), count);
  }

  private static int[] ints(MemorySegment memory) {
    return memory.toArray(JAVA_INT);
  }

  /** Of tokens 0, 1, 2 and so on. */
  private static Pass.Part part(int start, int count, int wanted, int... pages) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> i);
    return new Pass.Part(
        Arrays.stream(pages).mapToObj(BlockInputsTest::page).toList(), start, tokens, wanted);
  }

  private static Page page(int number) {
    return new Page(number, MemorySegment.NULL);
  }
}
