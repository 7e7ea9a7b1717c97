package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentFormatTest {

  @Test
  void htmlHasSectionsUnderItsHeadingsAndNothingOfThePageAround()
      throws UnreadableDocumentException {
    String html =
        """
        <html><head><title>The kitchen book</title><style>p {}</style></head><body>
        <nav><a href="/">Home</a></nav>
        <p>A book on <b>sauces</b>.</p>
        <h2>Pesto<br>alla genovese</h2>
        <p>From Genoa.</p><ul><li>Basil</li><li>Pine nuts</li></ul>
        <script>alert("no text")</script>
        <h2>Yields</h2>
        <table><tr><th>Sauce</th><th>Grams</th></tr><tr><td>Pesto</td><td>120</td></tr></table>
        <footer>Imprint</footer></body></html>\
        """;

    assertThat(passages("book.html", html.getBytes(StandardCharsets.UTF_8)))
        .extracting(Passage::title, Passage::text)
        .containsExactly(
            tuple("The kitchen book", "A book on sauces."),
            tuple("Pesto alla genovese", "From Genoa. Basil Pine nuts"),
            tuple("Yields", "Sauce | Grams Pesto | 120"));
  }

  @Test
  void htmlSaysItsCharset() throws UnreadableDocumentException {
    String html = "<html><head><meta charset=iso-8859-1></head><body><p>Crème brûlée";

    assertThat(passages("a.html", html.getBytes(StandardCharsets.ISO_8859_1)))
        .extracting(Passage::text)
        .containsExactly("Crème brûlée");
  }

  @Test
  void aPdfHasItsLargeLinesForHeadingsAndWordsThatWereBrokenWhole()
      throws IOException, UnreadableDocumentException {
    byte[] pdf =
        Pdfs.of(
            "The score book",
            List.of(
                "Kept by the club since 1921, for mem-",
                "bers and their guests.",
                "# Finals",
                "The final of 1934 was won by the harbour team",
                "by four goals to two."));

    assertThat(passages("scores.pdf", pdf))
        .extracting(Passage::title, Passage::text)
        .containsExactly(
            tuple("The score book", "Kept by the club since 1921, for members and their guests."),
            tuple("Finals", "The final of 1934 was won by the harbour team by four goals to two."));
  }

  @Test
  void anEncryptedPdfIsRefusedWithASentence() throws IOException {
    byte[] pdf = Pdfs.encrypted("guess", List.of("Nobody reads this."));

    assertThatThrownBy(() -> passages("secret.pdf", pdf))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("encrypted")
        .hasMessageContaining("without a password");
  }

  @Test
  void aPdfOfPicturesIsRefusedWithASentence() throws IOException {
    byte[] pdf = Pdfs.of("Scan", List.of());

    assertThatThrownBy(() -> passages("scan.pdf", pdf))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("no text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "a.md", "a.pdf"})
  void whatIsNotOfItsFormatIsRefusedWithASentence(String name) {
    byte[] noise = new byte[3_000];
    new SplittableRandom(1).nextBytes(noise);

    assertThatThrownBy(() -> passages(name, noise))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("; ");
  }

  @Test
  void damagedPdfsNeverFailOtherwiseThanByARefusal() throws IOException {
    byte[] whole = Pdfs.of("Book", List.of("# Title", "Some words of text stand here."));
    SplittableRandom random = new SplittableRandom(7);
    int read = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged =
          java.util.Arrays.copyOf(whole, random.nextInt(whole.length / 2, whole.length));
      for (int k = 0; k < 5; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        read += passages("a.pdf", damaged).isEmpty() ? 0 : 1;
      } catch (UnreadableDocumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isLessThan(200);
  }

  @Test
  void utf16WithItsMarkIsRead() throws UnreadableDocumentException {
    assertThat(passages("a.txt", "Zürich".getBytes(StandardCharsets.UTF_16)))
        .extracting(Passage::text)
        .containsExactly("Zürich");
  }

  private static List<Passage> passages(String source, byte[] file)
      throws UnreadableDocumentException {
    DocumentFormat format = DocumentFormat.of(source).orElseThrow();
    return PassageSplitter.split(source, format.read(PassageSplitter.titleOf(source), file));
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
