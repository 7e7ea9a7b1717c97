package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OnnxLanguageModelTest {
  private static final int CONTEXT = 512;

  private static LanguageModel model;

  @BeforeAll
  static void load() {
    model = RealModel.load(1, CONTEXT, 2);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void itAnswersAQuestion() {
    assertThat(answer("What is the capital of Germany?"))
        .isEqualTo("The capital of Germany is Berlin.");
  }

  @Test
  void itTellsWhatItIs() {
    assertThat(model.weightsSha256())
        .isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
    assertThat(model.contextLength()).isEqualTo(CONTEXT);
    assertThat(model.tokenizer().vocabularySize()).isEqualTo(49_152);
    assertThat(model.numericsClass()).startsWith("onnxruntime-1.").contains("/graph-");
  }

  @Test
  void onlyTheLogitsThatAreAskedForComeBack() {
    try (Sequence sequence = model.open()) {
      assertThat(sequence.append(new int[] {1, 2, 3}, 0)).isEmpty();
      assertThat(sequence.append(new int[] {4, 5, 6}, 2)).hasDimensions(2, 49_152);
      assertThat(sequence.length()).isEqualTo(6);
    }
  }

  @Test
  void oneSequenceTooManyIsRefusedUntilAnotherEnds() {
    Sequence first = model.open();
    try (Sequence second = model.open()) {
      assertThatThrownBy(model::open).isInstanceOf(EngineBusyException.class);
      first.close();
      model.open().close();
      assertThat(second.length()).isZero();
    }
  }

  @Test
  void tokensThatDoNotFitLeaveTheSequenceAsItWas() {
    try (Sequence sequence = model.open()) {
      sequence.append(new int[] {1, 2, 3}, 0);
      assertThatThrownBy(() -> sequence.append(new int[CONTEXT], 1))
          .isInstanceOf(ContextFullException.class)
          .hasMessageContaining("512");
      assertThatThrownBy(() -> sequence.append(new int[] {49_152}, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> sequence.append(new int[0], 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> sequence.append(new int[] {1}, 2))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> sequence.truncate(4)).isInstanceOf(IllegalArgumentException.class);
      assertThat(sequence.length()).isEqualTo(3);
      assertThat(sequence.append(new int[] {4}, 1)).hasNumberOfRows(1);
    }
  }

  @Test
  void aSequenceThatIsClosedWhileItRunsEndsAndFreesItsPlace() throws Exception {
    Sequence sequence = model.open();
    CompletableFuture<float[][]> running =
        CompletableFuture.supplyAsync(() -> sequence.append(new int[CONTEXT - 1], 0));
    Thread.sleep(50);
    sequence.close();

    assertThatThrownBy(running::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    try (Sequence one = model.open();
        Sequence two = model.open()) {
      assertThat(one.length() + two.length()).isZero();
    }
  }

  @Test
  void anInterruptedThreadGivesUpItsSequence() {
    Sequence sequence = model.open();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> sequence.append(new int[] {1}, 1))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> sequence.append(new int[] {1}, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aModelThatIsClosedEndsItsSequences() {
    LanguageModel other = RealModel.load(1, CONTEXT, 1);
    Sequence sequence = other.open();
    other.close();
    other.close();

    assertThatThrownBy(() -> sequence.append(new int[] {1}, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(other::open).isInstanceOf(IllegalStateException.class);
  }

  private static String answer(String question) {
    Tokenizer tokenizer = model.tokenizer();
    MarkedText prompt = model.template().render(List.of(new Message("user", question)), true);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (Sequence sequence = model.open()) {
      float[] logits = sequence.append(tokenizer.encode(prompt), 1)[0];
      for (int i = 0; i < 32; i++) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
          best = logits[token] > logits[best] ? token : best;
        }
        if (tokenizer.isEndOfTurn(best)) {
          break;
        }
        text.writeBytes(tokenizer.bytes(best));
        logits = sequence.append(new int[] {best}, 1)[0];
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
