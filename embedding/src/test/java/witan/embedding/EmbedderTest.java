package witan.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbedderTest {

  private static Embedder embedder;

  @BeforeAll
  static void load() {
    embedder = Embedder.load(2);
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @Test
  void aVectorHasUnitLength() {
    for (String text : List.of("", "bread", "word ".repeat(1_000), "東京")) {
      float[] vector = embedder.embed(text);
      assertThat(vector).hasSize(Embedder.DIMENSIONS);
      assertThat(Vectors.dot(vector, vector)).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aParaphraseIsNearAndAnotherSubjectFar() {
    float[] question = embedder.embed("How do I reverse a linked list in Java?");
    float[] paraphrase =
        embedder.embed("What is the way to invert a singly linked list using Java code?");
    float[] other = embedder.embed("The recipe needs two cups of flour and an egg.");

    assertThat(Vectors.dot(question, paraphrase)).isGreaterThan(0.8);
    assertThat(Vectors.dot(question, other)).isLessThan(0.2);
  }

  @Test
  void theSameTextHasTheSameBitsWhateverRunsBesideIt() throws Exception {
    float[] alone = embedder.embed("Who invented basketball?");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<float[]>> calls =
          IntStream.range(0, 64)
              .<Callable<float[]>>mapToObj(i ->
                  () -> {
                    embedder.embed("other text " + "and more ".repeat(i));
                    return embedder.embed("Who invented basketball?");
                  })
              .toList();
      for (Future<float[]> answer : threads.invokeAll(calls)) {
        assertThat(answer.get()).containsExactly(alone);
      }
    }
  }

  @Test
  void whatLiesBehindTheLimitIsNotRead() {
    String text = "knife ".repeat(254);
    assertThat(embedder.tokens(text)).isEqualTo(EmbeddingModel.MINILM.maxTokens());
    assertThat(embedder.embed(text + "football")).containsExactly(embedder.embed(text));
    assertThat(embedder.tokens("")).isEqualTo(2);
  }

  @Test
  void togetherTheyComeInTheirOrderAndNearlyAsAlone() {
    List<String> texts =
        IntStream.range(0, 60)
            .mapToObj(i -> "Text number " + i + " is about bread. ".repeat(i % 7))
            .toList();
    List<float[]> together = embedder.embedTogether(texts);

    assertThat(together).hasSameSizeAs(texts);
    for (int i = 0; i < texts.size(); i++) {
      float[] alone = embedder.embed(texts.get(i));
      assertThat(Vectors.dot(together.get(i), alone)).isGreaterThan(0.97);
    }
    assertThat(embedder.embedTogether(List.of())).isEmpty();
  }

  /** Why questions are never embedded together; where this no longer holds, they may be. */
  @Test
  void inCompanyATextIsGivenOtherNumbers() {
    String text = "Who invented basketball?";
    float[] alone = embedder.embed(text);

    assertThat(embedder.embedTogether(List.of(text)).getFirst()).containsExactly(alone);
    assertThat(
            embedder.embedTogether(List.of(text, "Which of the sauces holds an egg?")).getFirst())
        .isNotEqualTo(alone);
  }

  @Test
  void everyModelFindsTheAnswerThatWasAskedFor() {
    try (EmbedderPool pool = new EmbedderPool()) {
      for (EmbeddingModel model : EmbeddingModel.values()) {
        Embedder one = pool.of(model);
        float[] question = one.embed("How long must the dough rest?");
        double right = Vectors.dot(question, one.embed("The dough must rest for an hour."));
        double wrong = Vectors.dot(question, one.embed("The match ended with four goals."));

        assertThat(right).as(model.id()).isGreaterThan(wrong + 0.2);
        assertThat(pool.of(model)).isSameAs(one);
        assertThat(EmbeddingModel.of(model.id())).contains(model);
      }
    }
  }

  @Test
  void aClosedEmbedderSaysSo() {
    Embedder closed = Embedder.load(1);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.embed("a")).hasMessage("the embedder is closed");
  }
}
