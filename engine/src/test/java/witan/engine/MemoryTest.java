package witan.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final Path GRAPH = Path.of("model.onnx");

  @Test
  void aModelThatDoesNotFitSaysHowMuchItNeeds() {
    assertThatThrownBy(() -> Memory.require(GRAPH, 900 << 20, OptionalLong.of(100 << 20)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("900 MiB")
        .hasMessageContaining("100 MiB");
  }

  @Test
  void whereTheSystemDoesNotTellAModelIsTried() {
    Memory.require(GRAPH, Long.MAX_VALUE, OptionalLong.empty());
    Memory.require(GRAPH, 1, OptionalLong.of(1));
  }
}
