package witan.graphql.fake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import witan.mixture.Distribution;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertRecord;

/**
 * A {@link FakeExpert} in a process of its own, to be killed, stopped and started again: always
 * with the same key on the same port. For one thread.
 */
public final class ExpertProcess implements AutoCloseable {

  private final String name;
  private final int accent;
  private final Path keyFile;
  private final int port;
  private final Duration repliesAfter;
  private final ExpertRecord record;
  private Process process;
  private BufferedReader said;
  private boolean ready;
  private boolean stopped;

  /** Starts it and waits until it listens. */
  public ExpertProcess(String name, int accent, Path folder, Duration repliesAfter) {
    this.name = name;
    this.accent = accent;
    this.keyFile = folder.resolve(name + ".key");
    this.repliesAfter = repliesAfter;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (FakeExpert described = new FakeExpert(name, accent, key(keyFile), port)) {
      record = described.record();
    }
    start();
    awaitReady();
  }

  private static HotkeyPair key(Path file) {
    try {
      return HotkeyFile.loadOrCreate(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ExpertRecord record() {
    return record;
  }

  /** What it predicts. */
  public Distribution next(int[] prefix, int length) {
    return TinyLanguage.next(accent, prefix, length, new int[] {Integer.MAX_VALUE});
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it answers now. */
  public boolean isUp() {
    return process.isAlive() && !stopped && isReady();
  }

  private boolean isReady() {
    try {
      if (!ready && said.ready()) {
        awaitReady();
      }
      return ready;
    } catch (IOException e) {
      return false;
    }
  }

  public boolean isStopped() {
    return stopped;
  }

  /** Starts it; it takes a while until it listens. */
  public void start() {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ExpertProcess.class.getName(),
                  name,
                  Integer.toString(accent),
                  Integer.toString(port),
                  keyFile.toString(),
                  Long.toString(repliesAfter.toMillis()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    said = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    ready = false;
    stopped = false;
  }

  /** Waits until it listens. */
  public void awaitReady() {
    try {
      if (!"ready".equals(said.readLine())) {
        throw new IllegalStateException(name + " did not start");
      }
      ready = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As kill -9 does. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGSTOP: its connections stay, and nothing comes any more. */
  public void stop() {
    signal("STOP");
    stopped = true;
  }

  /** SIGCONT. */
  public void goOn() {
    signal("CONT");
    stopped = false;
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many sessions it holds now. */
  public int open() {
    try {
      process.outputWriter().write("open\n");
      process.outputWriter().flush();
      return Integer.parseInt(said.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Ends when its standard input does, so that none is left behind. */
  public static void main(String[] arguments) throws IOException {
    FakeExpert expert =
        new FakeExpert(
            arguments[0],
            Integer.parseInt(arguments[1]),
            key(Path.of(arguments[3])),
            Integer.parseInt(arguments[2]));
    expert.mayEndFrom[0] = Integer.MAX_VALUE;
    expert.repliesAfter(Duration.ofMillis(Long.parseLong(arguments[4])));
    System.out.println("ready");
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (asked.readLine() != null) {
      System.out.println(expert.open.get());
    }
    System.exit(0);
  }
}
