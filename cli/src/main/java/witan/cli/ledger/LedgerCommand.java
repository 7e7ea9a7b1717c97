package witan.cli.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import witan.accounting.replay.DifferenceException;
import witan.accounting.replay.Replay;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.network.RunningNetwork;
import witan.protocol.Json;
import witan.protocol.ledger.BlockContent;

/** {@code ledger export} and {@code ledger verify}. */
@Command(
    name = "ledger",
    description = "Exports a ledger, and computes it again from its genesis.",
    synopsisSubcommandLabel = "(export | verify)",
    subcommands = {LedgerCommand.ExportCommand.class, LedgerCommand.VerifyCommand.class})
public final class LedgerCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to do: export or verify.");
  }

  /** {@code ledger export}. */
  @Command(
      name = "export",
      description =
          "Writes a ledger's genesis and all its closed blocks, with commands and entries, as JSON"
              + " lines.")
  static final class ExportCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(
        names = "--from",
        paramLabel = "URL",
        description = "The ledger (default: the running network's).")
    private @Nullable String from;

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "Where to (default: the output). It must not exist yet.")
    private @Nullable Path file;

    @Override
    public void run() {
      Path target = file;
      if (target == null) {
        export(System.out);
        return;
      }
      if (Files.exists(target)) {
        throw new Failure(target + " exists already; it was left as it is.");
      }
      try (PrintStream out =
          new PrintStream(Files.newOutputStream(target), false, StandardCharsets.UTF_8)) {
        long blocks = export(out);
        if (out.checkError()) {
          throw new Failure(target + " can't be written; is the disk full?");
        }
        System.err.println(blocks + " blocks written to " + target);
      } catch (IOException e) {
        throw new Failure(target + " can't be written: " + Failure.reason(e) + ".", e);
      }
    }

    private long export(PrintStream out) {
      String url = from == null ? RunningNetwork.ledger(options) : from;
      try (LedgerSource source = LedgerSource.of(url)) {
        out.println(Json.write(new LedgerSource.GenesisLine(source.genesis())));
        long blocks = 0;
        for (var block = source.next(); block.isPresent(); block = source.next()) {
          out.println(Json.write(block.get()));
          blocks++;
        }
        out.flush();
        return blocks;
      }
    }
  }

  /** {@code ledger verify}. */
  @Command(
      name = "verify",
      description = {
        "Computes a ledger again from its genesis: checks every signature, applies the rules,",
        "and compares each entry, root and hash. Fails at the first difference."
      },
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:all of it follows", "1:it does not, or it can't be read"})
  static final class VerifyCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(
        names = "--from",
        paramLabel = "URL|FILE",
        description = "A ledger, or a file that was exported (default: the running network's).")
    private @Nullable String from;

    @Override
    public void run() {
      String source = from == null ? RunningNetwork.ledger(options) : from;
      long started = System.nanoTime();
      try (LedgerSource ledger = LedgerSource.of(source)) {
        report(replay(ledger), (System.nanoTime() - started) / 1e9);
      } catch (DifferenceException e) {
        throw new Failure("The ledger does not follow from its genesis. " + e.getMessage(), e);
      }
    }

    private static Verified replay(LedgerSource ledger) throws DifferenceException {
      Replay replay = genesis(ledger);
      long commands = 0;
      long entries = 0;
      for (Optional<BlockContent> block = ledger.next(); block.isPresent(); block = ledger.next()) {
        replay.next(block.get());
        commands += block.get().commands().size();
        entries += block.get().entries().size();
      }
      return new Verified(replay, commands, entries);
    }

    private static Replay genesis(LedgerSource ledger) {
      try {
        return new Replay(ledger.genesis());
      } catch (IllegalArgumentException e) {
        throw new Failure("The genesis is none: " + Failure.reason(e) + ".", e);
      }
    }

    private record Verified(Replay replay, long commands, long entries) {}

    private void report(Verified verified, double seconds) {
      Replay replay = verified.replay;
      if (options.json()) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("genesis", replay.genesisHash());
        result.put("height", replay.height());
        result.put("hash", replay.hash());
        result.put("commands", verified.commands);
        result.put("entries", verified.entries);
        result.put("issuance", Long.toString(replay.issuance()));
        result.put("seconds", seconds);
        System.out.println(witan.cli.Json.pretty(result));
        return;
      }
      System.out.printf(
          "%,d blocks with %,d commands and %,d entries follow from genesis %s.%n",
          replay.height(), verified.commands, verified.entries, replay.genesisHash());
      System.out.printf("Last block: %s%n", replay.hash());
      System.out.printf("Issuance:   %,d rao%n", replay.issuance());
    }
  }
}
