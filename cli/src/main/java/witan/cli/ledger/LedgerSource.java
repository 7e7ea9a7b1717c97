package witan.cli.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    private final LedgerClient ledger;
    private long height;

    Running(String url) {
      this.ledger = LedgerClient.at(url);
    }

    @Override
    public String genesis() {
      return ledger.text("/ledger/genesis").orElseThrow(ledger::noLedger);
    }

    @Override
    public Optional<BlockContent> next() {
      height++;
      return ledger
          .text("/blocks/" + height + "/content")
          .map(body -> read(body, "block " + height));
    }

    @Override
    public void close() {
      ledger.close();
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
