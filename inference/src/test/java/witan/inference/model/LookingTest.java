package witan.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import witan.engine.Message;

class LookingTest {

  private static final byte[] MENU = {1};
  private static final byte[] SCORES = {2};
  private static final byte[] CLOUDS = {3};

  @Test
  void whatTheLastQuestionShowsIsKeptApartAndWhatWasShownBeforeStandsInItsMessage() {
    Conversation told =
        look(
            new ShownMessage("user", "Read this.", List.of(MENU)),
            new ShownMessage("assistant", "Done.", List.of()),
            new ShownMessage("user", "And who won?", List.of(SCORES)));

    assertThat(told.shown()).containsExactly("Harbour 4\nHill 2");
    assertThat(told.messages())
        .containsExactly(
            new Message("user", "Text: Soup\n\nRead this."),
            new Message("assistant", "Done."),
            new Message("user", "And who won?"));
  }

  @Test
  void aPictureWithoutTextIsSaidToHaveNone() {
    Conversation told = look(new ShownMessage("user", "What is it?", List.of(CLOUDS)));

    assertThat(told.shown()).isEmpty();
    assertThat(told.messages().getFirst().content())
        .isEqualTo("The picture shows no text that can be read.\n\nWhat is it?");
  }

  @Test
  void aPictureAloneIsAQuestion() {
    assertThat(look(new ShownMessage("user", "", List.of(MENU))).messages().getFirst().content())
        .isEqualTo("What does the text say?");
  }

  private static Conversation look(ShownMessage... messages) {
    return Looking.at(
        List.of(messages),
        picture ->
            switch (picture[0]) {
              case 1 -> List.of("Soup");
              case 2 -> List.of("Harbour 4", "Hill 2");
              default -> List.of();
            });
  }
}
