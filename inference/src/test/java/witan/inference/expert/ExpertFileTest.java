package witan.inference.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertFileTest {

  @Test
  void aFolderWithoutTheFileHasTheDefaults(@TempDir Path folder) {
    ExpertFile file = ExpertFile.read(folder);

    assertThat(file.model()).isEqualTo(ExpertFile.DEFAULT_MODEL);
    assertThat(file.sharesTitles()).isFalse();
    assertThat(file.vision()).isTrue();
    assertThat(file.classifiers()).isEmpty();
    assertThat(file.price()).isZero();
    assertThat(file.allow()).isEmpty();
    assertThat(file.profile()).isNull();
  }

  @Test
  void whatItSaysIsRead() {
    ExpertFile file =
        ExpertFile.parse(
            "profile: >\n  Knows\n  all.\nlabels: food\nprice: 5\nshare_titles: true\n", "x");

    assertThat(file.profile()).isEqualTo("Knows all.");
    assertThat(file.labels()).containsExactly("food");
    assertThat(file.price()).isEqualTo(5);
    assertThat(file.sharesTitles()).isTrue();
  }

  @Test
  void aMisspeltNameIsRefusedNamingTheFile() {
    assertThatThrownBy(() -> ExpertFile.parse("lables: [a]", "folder/expert.yaml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("folder/expert.yaml")
        .hasMessageContaining("lables");
  }

  @Test
  void theThreeExpertsOfTheProjectAreRead() {
    for (String name : java.util.List.of("cooking", "sports", "music")) {
      assertThat(ExpertFile.read(Path.of("network", name)).profile()).isNotNull();
    }
  }
}
