package witan.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import witan.engine.Message;
import witan.inference.retrieval.Hit;
import witan.inference.retrieval.Passage;

class PromptsTest {

  private static final List<Hit> PASSAGE =
      List.of(new Hit(new Passage("Pesto", "Pesto is from Genoa.", "a.md"), 0.8, 0.03));

  @Test
  void withoutAPassageTheMessagesStayAsTheyAre() {
    List<Message> messages = List.of(new Message("user", "Hello"));

    assertThat(Prompts.withPassages(messages, List.of())).isEqualTo(messages);
  }

  @Test
  void thePassageStandsInTheLastQuestionAndEarlierTurnsAreKept() {
    assertThat(
            Prompts.withPassages(
                List.of(
                    new Message("user", "Hello"),
                    new Message("assistant", "Hi"),
                    new Message("user", "Whence pesto?")),
                PASSAGE))
        .containsExactly(
            new Message("system", "Answer the question from the text."),
            new Message("user", "Hello"),
            new Message("assistant", "Hi"),
            new Message("user", "Text: Pesto is from Genoa.\n\nQuestion: Whence pesto?"));
  }

  @Test
  void theClientsSystemMessageStandsInFront() {
    assertThat(
            Prompts.withPassages(
                    List.of(new Message("system", "Be brief."), new Message("user", "Q")), PASSAGE)
                .getFirst())
        .isEqualTo(new Message("system", "Be brief.\n\nAnswer the question from the text."));
  }

  @Test
  void theQuestionIsTheLastUserMessage() {
    assertThat(
            Prompts.question(
                List.of(
                    new Message("user", "one"),
                    new Message("user", "two"),
                    new Message("assistant", "three"))))
        .isEqualTo("two");
    assertThat(Prompts.question(List.of(new Message("system", "x")))).isEmpty();
  }
}
