package witan.cli.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;

/** {@code logs}: what a part printed. */
@Command(name = "logs", description = "Shows the log of one part of the network.")
public final class LogsCommand implements Runnable {
  private static final long LOOK_EVERY_MILLIS = 200;

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "NAME", description = "The part, as ./witan status calls it.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is printed from now on, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "200",
      description = "How many lines from the end (default: ${DEFAULT-VALUE}).")
  private int lines = 200;

  @Override
  public void run() {
    Home home = options.home();
    Path log = home.log(name);
    if (!log.normalize().startsWith(home.logs()) || !Files.exists(log)) {
      throw new Failure(
          "There is no log of \"" + name + "\" in " + home.logs() + ". There are: " + known(home));
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long end = file.length();
      List<String> tail = Log.tail(log, lines);
      if (options.json()) {
        System.out.println(Json.pretty(Map.of("part", name, "lines", tail)));
        return;
      }
      tail.forEach(System.out::println);
      while (follow) {
        end = printFrom(log, end);
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
    } catch (IOException e) {
      throw new Failure(log + " can't be read: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Opened anew each time: a new start of the network puts a new file in its place.
  private static long printFrom(Path log, long from) throws IOException {
    if (!Files.exists(log)) {
      return 0;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      long start = length < from ? 0 : from;
      byte[] bytes = new byte[(int) Math.min(length - start, 1 << 20)];
      file.seek(start);
      file.readFully(bytes);
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
      return start + bytes.length;
    }
  }

  private static String known(Home home) {
    if (!Files.isDirectory(home.logs())) {
      return "none yet.";
    }
    try (Stream<Path> files = Files.list(home.logs())) {
      String names =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".log"))
              .map(file -> file.substring(0, file.length() - ".log".length()))
              .sorted()
              .collect(Collectors.joining(", "));
      return names.isEmpty() ? "none yet." : names + ".";
    } catch (IOException e) {
      return "none that can be read.";
    }
  }
}
