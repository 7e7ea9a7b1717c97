package witan.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.EngineSettings;
import witan.engine.JavaProcess;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.RealModel;
import witan.engine.gguf.GgufType;
import witan.engine.importer.SmallModel;

class OnnxRuntimeTest {
  @TempDir Path folder;

  /** In a process of its own, whose compiler needs little memory, so that growth is seen. */
  @Test
  void aModelThatIsLoadedAndFreedAThousandTimesLeavesNothingBehind() throws Exception {
    String printed =
        JavaProcess.run(
            LoadingAndFreeing.class,
            Duration.ofMinutes(5),
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"),
            folder);

    // 10 kB a load; up to 3 MB were seen to come and go.
    assertThat(number(printed, "bytes")).isLessThan(10_000_000);
    assertThat(number(printed, "threads")).isLessThan(10);
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

  private static long number(String printed, String name) {
    return printed
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(printed));
  }
}
