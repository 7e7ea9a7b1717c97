package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token after a given text has one set of logits, to the last bit. */
class InvarianceTest {

  /** Crosses the border at which a sequence's memory is doubled. */
  private static final int LENGTH = 300;

  private static final int[] TOKENS = new SplittableRandom(7).ints(LENGTH, 0, 49_152).toArray();

  private static LanguageModel model;
  private static float[][] whole;

  @BeforeAll
  static void computeWhole() {
    model = RealModel.load(1, 1024, 3);
    try (Sequence sequence = model.open()) {
      whole = sequence.append(TOKENS, LENGTH);
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void inBlocksAsTheyAreVerified() {
    try (Sequence sequence = model.open()) {
      assertThat(inBlocks(sequence, 7)).isEqualTo(whole);
    }
  }

  @Test
  void tokenByTokenAsTheyAreDrafted() {
    try (Sequence sequence = model.open()) {
      assertThat(inBlocks(sequence, 1)).isEqualTo(whole);
    }
  }

  @Test
  void onTwoThreadsInAnotherProcessOfTheEngine() {
    try (LanguageModel other = RealModel.load(2, 512, 1);
        Sequence sequence = other.open()) {
      assertThat(sequence.append(TOKENS, LENGTH)).isEqualTo(whole);
      assertThat(other.numericsClass()).isEqualTo(model.numericsClass());
    }
  }

  @Test
  void afterOtherTokensWereTakenBack() {
    try (Sequence sequence = model.open()) {
      sequence.append(Arrays.copyOf(TOKENS, 200), 0);
      sequence.append(new int[] {5, 6, 7, 8, 9}, 2);
      sequence.truncate(198);

      float[][] rest = sequence.append(Arrays.copyOfRange(TOKENS, 198, LENGTH), LENGTH - 198);

      assertThat(rest).isEqualTo(Arrays.copyOfRange(whole, 198, LENGTH));
    }
  }

  @Test
  void besideAnotherSequenceThatGrows() throws InterruptedException {
    try (Sequence sequence = model.open();
        Sequence another = model.open()) {
      Thread noise = Thread.ofPlatform().start(() -> inBlocks(another, 3));
      assertThat(inBlocks(sequence, 50)).isEqualTo(whole);
      noise.join();
    }
  }

  private static float[][] inBlocks(Sequence sequence, int size) {
    float[][] logits = new float[LENGTH][];
    for (int at = 0; at < LENGTH; at += size) {
      int count = Math.min(size, LENGTH - at);
      float[][] block = sequence.append(Arrays.copyOfRange(TOKENS, at, at + count), count);
      System.arraycopy(block, 0, logits, at, count);
    }
    return logits;
  }
}
