package witan.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.ModelException;

class GgufFileTest {
  private static final SmallGguf SOUND =
      new SmallGguf()
          .with("general.name", "Small")
          .with("size", 7)
          .with("epsilon", 0.5f)
          .with("words", new String[] {"a", "ü"})
          .with("numbers", new int[] {3, -4})
          .with("vector", new float[] {1, 2, 3}, 3)
          .with("matrix", new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsRead() throws Exception {
    try (GgufFile file = GgufFile.open(SOUND.write(folder.resolve("a.gguf")))) {
      assertThat(file.string("general.name")).isEqualTo("Small");
      assertThat(file.number("size").intValue()).isEqualTo(7);
      assertThat(file.number("epsilon").floatValue()).isEqualTo(0.5f);
      assertThat(file.strings("words")).containsExactly("a", "ü");
      assertThat(file.ints("numbers")).containsExactly(3, -4);
      assertThat(file.optionalString("nothing")).isEmpty();
      assertThat(Dequantizer.values(file.tensor("vector"))).containsExactly(1, 2, 3);
      GgufTensor matrix = file.tensor("matrix");
      assertThat(matrix.columns()).isEqualTo(3);
      assertThat(matrix.rows()).isEqualTo(2);
      assertThat(Dequantizer.values(matrix)).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    try (GgufFile file = GgufFile.open(SOUND.write(folder.resolve("a.gguf")))) {
      assertThatThrownBy(() -> file.string("size"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("size");
      assertThatThrownBy(() -> file.tensor("other")).hasMessageContaining("other");
    }
  }

  @Test
  void aFileThatIsCutOffAnywhereIsRefused() throws Exception {
    byte[] bytes = SOUND.bytes();
    Path path = folder.resolve("cut.gguf");
    // The last tensor is padded to 32 bytes: only its 24 count.
    for (int length = 0; length < bytes.length - 8; length++) {
      Files.write(path, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> GgufFile.open(path).close())
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("cut.gguf");
    }
  }

  @Test
  void aDamagedHeaderIsReadOrRefusedButNothingElse() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    byte[] sound = SOUND.bytes();
    Path path = folder.resolve("damaged.gguf");
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = sound.clone();
      for (int i = 0; i < 3; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(path, bytes);
      try {
        GgufFile.open(path).close();
      } catch (ModelException refused) {
        assertThat(refused).hasMessageContaining("damaged.gguf");
      }
    }
  }

  @Test
  void anotherKindOfFileIsRefused() throws Exception {
    Path path = Files.writeString(folder.resolve("readme.md"), "# This is a text, not a model.");
    assertThatThrownBy(() -> GgufFile.open(path)).hasMessageContaining("no GGUF file");
    assertThatThrownBy(() -> GgufFile.open(folder.resolve("absent")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("absent");
  }
}
