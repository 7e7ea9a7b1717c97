package witan.cli.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;

/** {@code model quantize}. */
@Command(
    name = "quantize",
    description = {
      "Writes a smaller file of a model, and sets size, speed and perplexity of both side by side.",
      "The new file can be named in expert.yaml: model: FILE."
    })
final class QuantizeCommand implements Runnable {
  private static final String PROGRAM = "witan.engine.quantize.QuantizeModel";

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "MODEL", description = "A GGUF file, or a name of the catalogue.")
  private String model = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TYPE",
      description = "q8_0, q6_k, q5_1, q5_0, q4_1 or q4_0.")
  private String type = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to (default: in this folder, named after the model and the type).")
  private @Nullable Path out;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "What is predicted for the perplexity (default: the example corpora).")
  private @Nullable Path text;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many tokens of it (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the engine (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public void run() {
    Path from = file();
    Path to = out == null ? Path.of(name(from)) : out;
    if (to.toAbsolutePath().normalize().equals(from.toAbsolutePath().normalize())) {
      throw new Failure("The new file would replace the model itself. Name another with --out.");
    }
    Path predicted = text == null ? Folders.repository().resolve("inference/network") : text;
    if (!Files.exists(predicted)) {
      throw new Failure("There is no text " + predicted + ".");
    }
    EngineProcess.run(
        PROGRAM,
        List.of(
            from.toString(),
            type,
            to.toString(),
            Folders.cache().resolve("engine").toString(),
            predicted.toString(),
            Integer.toString(tokens),
            Integer.toString(threads),
            options.json() ? "json" : "text"));
  }

  /** The file itself, or that of a model of the catalogue, which is fetched if need be. */
  private Path file() {
    Path file = Path.of(model);
    if (Files.isRegularFile(file)) {
      return file;
    }
    Model named = Catalogue.ofRepository(Folders.repository()).named(model);
    Models models = ModelCommand.models(System.err);
    models.pull(named);
    return models.file(named);
  }

  /** Such as {@code model-q4_0.gguf}. */
  private String name(Path from) {
    String name = from.getFileName().toString();
    String base = name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
    return base + "-" + type.toLowerCase(Locale.ROOT) + ".gguf";
  }
}
