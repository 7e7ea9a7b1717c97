package witan.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import witan.cli.Failure;

/**
 * One side of a comparison: a process that takes a measurement for each line that it reads, and
 * answers with the milliseconds by the wall's clock and of the processor.
 */
final class Contender implements AutoCloseable {

  /** One measurement: what it took, in milliseconds. */
  record Time(double wall, double processor) {}

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private final String name;

  /**
   * Starts it and waits until it is ready.
   *
   * @param command whose first line of output names its build
   */
  Contender(List<String> command, Path folder) {
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new Failure("%s can't be started: %s.".formatted(command.getFirst(), e), e);
    }
    orders = process.outputWriter(StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    name = answer();
  }

  /** What it calls itself. */
  String name() {
    return name;
  }

  Time measure(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] millis = answer().split(" ");
    return new Time(Double.parseDouble(millis[0]), Double.parseDouble(millis[1]));
  }

  private String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new Failure("The measurement failed; the output above says why.");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
