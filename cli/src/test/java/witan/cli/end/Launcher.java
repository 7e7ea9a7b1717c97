package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import witan.cli.Folders;
import witan.cli.Json;

/**
 * The script {@code ./witan}, run as a process, for one network.
 *
 * @param home of the network
 * @param portBase of the network
 */
record Launcher(Path home, int portBase) {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What a command printed, and how it ended. */
  record Said(int exit, String out, String err) {}

  /** A base above which the ports of a small network are free. */
  static int freeBase() {
    return IntStream.iterate(23_000, base -> base < 60_000, base -> base + 100)
        .filter(base -> IntStream.rangeClosed(base, base + 20).allMatch(Launcher::isFree))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs one command to its end. */
  Said run(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Folders.repository().resolve("witan").toString());
    command.addAll(List.of(words));
    command.add("--home=" + home);
    command.add("--port-base=" + portBase);
    try {
      Path out = Files.createTempFile(home.getParent(), "out", "");
      Path err = Files.createTempFile(home.getParent(), "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      // Maven is building at this moment; what it has built is what is tested.
      builder.environment().put("WITAN_NO_BUILD", "1");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroy();
        throw new AssertionError(command + " took longer than " + LONGEST);
      }
      return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The parts as {@code status --json} tells them. */
  JsonNode parts() {
    Said said = run("status", "--json");
    assertThat(said.exit()).as(said.err()).isZero();
    try {
      return Json.MAPPER.readTree(said.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode part(String name) {
    return parts()
        .valueStream()
        .filter(part -> part.path("part").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
