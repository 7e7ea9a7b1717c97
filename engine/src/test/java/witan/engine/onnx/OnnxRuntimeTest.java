package witan.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.Allocated;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.RealModel;
import witan.engine.Sequence;
import witan.engine.gguf.GgufType;
import witan.engine.importer.SmallModel;

class OnnxRuntimeTest {
  @TempDir Path folder;

  @Test
  void aModelThatIsLoadedAndFreedAThousandTimesLeavesNothingBehind() throws Exception {
    Path file = SmallModel.of("llama", GgufType.Q4_1).file().write(folder.resolve("small.gguf"));
    loadAndFree(file, 300);
    long before = Allocated.bytes();
    long threads = Allocated.threads();
    loadAndFree(file, 1000);
    // 10 kB a load; 2 MB were seen, of the JVM's own.
    assertThat(Allocated.bytes() - before).isLessThan(10_000_000);
    assertThat(Allocated.threads()).isLessThan(threads + 10);
  }

  @Test
  void aGpuThatIsNotThereIsSaidSo() throws Exception {
    Path file = SmallModel.of("llama", GgufType.Q4_1).file().write(folder.resolve("small.gguf"));
    EngineSettings settings = new EngineSettings(1, 256, 1);
    assertThatThrownBy(() ->
            OnnxModels.load(
                file, folder, settings.with(256, settings.patience(), new Provider.Cuda(0))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("CUDA");
    OnnxModels.load(file, folder, settings.with(256, settings.patience(), Provider.AUTO)).close();
  }

  @Test
  void aFileThatIsNoModelIsRefusedWithTheLibrarysSentence() throws Exception {
    Path file = Files.writeString(folder.resolve("no.onnx"), "no model");
    OnnxRuntime runtime = OnnxRuntime.load(RealModel.cache().resolve("engine"));
    assertThatThrownBy(() -> runtime.open(file, 1, Provider.CPU, Map.of(), List.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ONNX Runtime");
  }

  @Test
  void providersAreReadFromTheirNames() {
    assertThat(Provider.parse("auto")).isEqualTo(Provider.AUTO);
    assertThat(Provider.parse("cpu")).isEqualTo(Provider.CPU);
    assertThat(Provider.parse("cuda")).isEqualTo(new Provider.Cuda(0));
    assertThat(Provider.parse("cuda:1")).isEqualTo(new Provider.Cuda(1));
    assertThat(Provider.parse("cuda:1+graphs")).isEqualTo(new Provider.Cuda(1, true));
    for (String other : new String[] {"gpu", "cuda:x", "cuda:1+graph", "cpu+graphs", ""}) {
      assertThatThrownBy(() -> Provider.parse(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cuda:0");
    }
  }

  /** With the library that is tested with, which has no CUDA. */
  @Test
  void autoComesToTheProcessorWhereThereIsNoGpu() {
    OnnxRuntime runtime = OnnxRuntime.load(RealModel.cache().resolve("engine"));
    assertThat(runtime.resolve(Provider.AUTO)).isEqualTo(Provider.CPU);
    assertThat(runtime.resolve(Provider.CPU)).isEqualTo(Provider.CPU);
    assertThat(runtime.resolve(new Provider.Cuda(1))).isEqualTo(new Provider.Cuda(1));
  }

  @Test
  void aLibraryThatIsTooOldForSomethingIsNamedWithWhatItNeeds() {
    OnnxRuntime runtime = OnnxRuntime.load(RealModel.cache().resolve("engine"));
    runtime.require(24, "the graphs");
    assertThatThrownBy(() -> runtime.require(99, "attention on a GPU"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(runtime.version())
        .hasMessageContaining("1.99");
  }

  private void loadAndFree(Path file, int times) {
    for (int i = 0; i < times; i++) {
      try (LanguageModel model = OnnxModels.load(file, folder, new EngineSettings(1, 256, 1));
          Sequence sequence = model.open()) {
        sequence.append(new int[] {1, 2, 3}, 1);
      }
    }
  }
}
