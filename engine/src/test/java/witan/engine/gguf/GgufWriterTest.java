package witan.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  @TempDir Path folder;

  @Test
  void aCopyHasAllMetadataAndTensors() throws Exception {
    Path original =
        new SmallGguf()
            .with("general.name", "Small")
            .with("general.file_type", 3)
            .with("words", new String[] {"a", "ü"})
            .with("scores", new float[] {1, -2})
            .with("vector", new float[] {1, 2, 3}, 3)
            .with("matrix", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
            .write(folder.resolve("a.gguf"));
    Path copied = folder.resolve("b.gguf");
    try (GgufFile file = GgufFile.open(original);
        GgufWriter writer = new GgufWriter(copied)) {
      writer.metadata(file);
      writer.metadata("general.file_type", 7);
      file.tensors()
          .forEach(one -> writer.tensor(one.name(), one.type(), one.columns(), one.rows()));
      writer.begin();
      for (GgufTensor tensor : file.tensors()) {
        for (int row = 0; row < tensor.rows(); row++) {
          writer.write(tensor.name(), tensor.row(row));
        }
      }
    }
    try (GgufFile copy = GgufFile.open(copied)) {
      assertThat(copy.string("general.name")).isEqualTo("Small");
      assertThat(copy.number("general.file_type")).isEqualTo(7L);
      assertThat(copy.strings("words")).containsExactly("a", "ü");
      assertThat(copy.floats("scores")).containsExactly(1, -2);
      assertThat(Dequantizer.values(copy.tensor("vector"))).containsExactly(1, 2, 3);
      assertThat(copy.tensor("matrix").rows()).isEqualTo(2);
      assertThat(Dequantizer.values(copy.tensor("matrix"))).containsExactly(1, 2, 3, 4, 5, 6);
    }
    assertThat(Files.size(copied)).isEqualTo(Files.size(original));
  }
}
