package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a Java process of its own. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * Runs it to its end, which must be in order.
   *
   * @param options of the JVM
   * @return what it printed
   */
  public static String run(Class<?> main, Duration atMost, List<String> options, Path folder)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, main.getSimpleName(), ".out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector"));
    command.addAll(options);
    command.addAll(List.of(main.getName(), folder.toString()));
    ProcessBuilder java = new ProcessBuilder(command);
    java.environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    java.environment().remove("ORT_DISABLE_TELEMETRY"); // as where somebody starts it by hand
    Process process = java.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(out);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }
}
