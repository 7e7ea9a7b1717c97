package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassageSplitterTest {

  @Test
  void eachSectionIsAPassageUnderItsHeading() {
    List<Passage> passages =
        split("sauces.md", "# Sauces\n\n## Pesto\nFrom\nGenoa.\n\n## Aioli\nGarlic.");

    assertThat(passages)
        .containsExactly(
            new Passage("Pesto", "From Genoa.", "sauces.md"),
            new Passage("Aioli", "Garlic.", "sauces.md"));
  }

  @Test
  void withoutHeadingsEachParagraphIsAPassageUnderTheFilesName() {
    assertThat(split("a/team-notes.txt", "One.\r\n\r\nTwo.\n \nThree."))
        .extracting(Passage::title, Passage::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("team notes", "One."),
            org.assertj.core.groups.Tuple.tuple("team notes", "Two."),
            org.assertj.core.groups.Tuple.tuple("team notes", "Three."));
  }

  @Test
  void aLongSectionIsCutAtTheEndsOfSentences() {
    String text =
        IntStream.range(0, 30)
            .mapToObj(i -> "This is the sentence number " + i + ".")
            .collect(Collectors.joining(" "));

    List<Passage> passages = split("long.md", "## Long\n" + text);

    assertThat(passages).hasSize(2);
    assertThat(passages).allMatch(p -> p.text().endsWith(".") && p.title().equals("Long"));
    assertThat(passages.stream().map(Passage::text).collect(Collectors.joining(" ")))
        .isEqualTo(text);
  }

  @Test
  void noPassageIsLongerThanAllowedEvenWithoutSentences() {
    String text = "word ".repeat(500);

    assertThat(split("blob.txt", text))
        .allMatch(p -> p.text().split(" ").length <= PassageSplitter.MAX_WORDS)
        .hasSizeBetween(6, 7);
  }

  @Test
  void aHashInACodeBlockIsNoHeading() {
    assertThat(split("a.md", "## Code\n```\n# comment\n```\nend"))
        .singleElement()
        .extracting(Passage::text)
        .isEqualTo("``` # comment ``` end");
  }

  @Test
  void anEmptyTextHasNoPassages() {
    assertThat(split("a.md", "\n# Only a title\n\n")).isEmpty();
  }

  private static List<Passage> split(String source, String text) {
    return PassageSplitter.split(
        source, new Document(PassageSplitter.titleOf(source), MarkdownDocument.sections(text)));
  }
}
