package witan.cli.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import witan.cli.Failure;
import witan.protocol.Json;
import witan.protocol.ledger.BlockContent;

/** A ledger's genesis and its blocks, one after the other. */
interface LedgerSource extends AutoCloseable {

  /** The genesis, as it is hashed. */
  String genesis();

  /** The next block, from the first one on; none after the last one. */
  Optional<BlockContent> next();

  @Override
  void close();

  /** A running ledger if {@code from} is an address, else a file that was exported. */
  static LedgerSource of(String from) {
    return from.matches("https?://.*") ? new Running(from) : new Exported(Path.of(from));
  }

  /** The first line of an export. */
  record GenesisLine(String genesis) {}

  /** A ledger that answers over HTTP. */
  final class Running implements LedgerSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String url;
    private long height;

    Running(String url) {
      this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public String genesis() {
      return get("/ledger/genesis")
          .orElseThrow(() -> new Failure("At " + url + " there is no ledger."));
    }

    @Override
    public Optional<BlockContent> next() {
      height++;
      return get("/blocks/" + height + "/content").map(body -> read(body, "block " + height));
    }

    private Optional<String> get(String path) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return switch (response.statusCode()) {
          case 200 -> Optional.of(response.body());
          case 404 -> Optional.empty();
          default ->
              throw new Failure(
                  "The ledger at "
                      + url
                      + " answered "
                      + response.statusCode()
                      + " to "
                      + path
                      + ".");
        };
      } catch (IOException e) {
        throw new Failure(
            "The ledger at " + url + " does not answer: " + Failure.reason(e) + ".", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("Interrupted.", e);
      }
    }

    @Override
    public void close() {
      http.close();
    }
  }

  /** A file of JSON lines: the genesis, then the blocks. */
  final class Exported implements LedgerSource {
    private final BufferedReader lines;
    private final Path file;
    private int number;

    Exported(Path file) {
      this.file = file;
      try {
        this.lines = Files.newBufferedReader(file);
      } catch (NoSuchFileException e) {
        throw new Failure("There is no file " + file + ".", e);
      } catch (IOException e) {
        throw new Failure(file + " can't be read: " + Failure.reason(e) + ".", e);
      }
    }

    @Override
    public String genesis() {
      return line()
          .map(line -> read(line, GenesisLine.class, "line 1 of " + file).genesis())
          .filter(genesis -> genesis != null)
          .orElseThrow(() -> new Failure(file + " does not begin with a ledger's genesis."));
    }

    @Override
    public Optional<BlockContent> next() {
      return line().map(line -> read(line, "line " + number + " of " + file));
    }

    private Optional<String> line() {
      try {
        number++;
        return Optional.ofNullable(lines.readLine());
      } catch (IOException e) {
        throw new Failure(file + " can't be read: " + Failure.reason(e) + ".", e);
      }
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new Failure(file + " can't be closed: " + Failure.reason(e) + ".", e);
      }
    }
  }

  private static BlockContent read(String json, String where) {
    return read(json, BlockContent.class, where);
  }

  private static <T> T read(String json, Class<T> type, String where) {
    try {
      return Json.read(json, type);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          "What stands in " + where + " is none of a ledger's: " + Failure.reason(e) + ".", e);
    }
  }
}
