package witan.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.JavaProcess;

class TelemetryTest {
  @TempDir Path folder;

  @Test
  void theLibraryLoadsUnderALongCommandLineWhichItsReportsDoNotSurvive() throws Exception {
    String printed =
        JavaProcess.run(
            Loading.class, Duration.ofSeconds(60), List.of("-Dlong=" + "x".repeat(20_000)), folder);

    assertThat(printed).contains("loaded 1.");
  }

  /** Loads the library. */
  static final class Loading {
    public static void main(String[] args) {
      System.out.println("loaded " + OnnxRuntime.load(Path.of(args[0])).version());
    }
  }
}
