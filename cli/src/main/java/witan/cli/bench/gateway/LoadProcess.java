package witan.cli.bench.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import witan.cli.Failure;
import witan.cli.Json;

/** The load generator in a process of its own. */
final class LoadProcess implements AutoCloseable {

  private final Process process;
  private final Writer orders;
  private final BufferedReader outcomes;

  LoadProcess(List<String> command) {
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new Failure("The load generator can't be started.", e);
    }
    orders = process.outputWriter(StandardCharsets.UTF_8);
    outcomes =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Has an order carried out; its clients give up on an answer after 30 s. */
  Outcome measure(Order order) {
    try {
      orders.write(Json.MAPPER.writeValueAsString(order) + "\n");
      orders.flush();
      String line = outcomes.readLine();
      if (line == null) {
        throw new Failure("The load generator ended; the output above says why.");
      }
      return Json.MAPPER.readValue(line, Outcome.class);
    } catch (IOException e) {
      throw new Failure("The load generator ended: " + Failure.reason(e) + ".", e);
    }
  }

  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
