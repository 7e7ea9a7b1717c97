package witan.cli.model;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;

/** {@code model list}, {@code model pull} and {@code model quantize}. */
@Command(
    name = "model",
    description = "Lists, fetches and shrinks models.",
    synopsisSubcommandLabel = "(list | pull | quantize)",
    subcommands = {
      ModelCommand.ListCommand.class,
      ModelCommand.PullCommand.class,
      QuantizeCommand.class
    })
public final class ModelCommand {
  @Mixin private GlobalOptions options = new GlobalOptions();

  /** The models in the cache of this machine, with progress on {@code out}. */
  public static Models models(PrintStream out) {
    String endpoint = System.getenv("HF_ENDPOINT");
    return new Models(
        Folders.cache(),
        endpoint == null || endpoint.isBlank() ? "https://huggingface.co" : endpoint,
        out);
  }

  /** {@code model list}. */
  @Command(name = "list", description = "Shows the models of the catalogue.")
  static final class ListCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Override
    public void run() {
      Catalogue catalogue = Catalogue.ofRepository(Folders.repository());
      Models models = models(System.err);
      if (options.json()) {
        System.out.println(
            Json.pretty(
                catalogue.models().stream()
                    .map(model ->
                        Map.of(
                            "name", model.name(),
                            "kind", model.kind(),
                            "licence", model.licence(),
                            "bytes", model.size(),
                            "sha256", model.sha256(),
                            "file", models.file(model).toString(),
                            "present", models.has(model)))
                    .toList()));
        return;
      }
      Table table = new Table("MODEL", "KIND", "LICENCE", "SIZE", "HERE");
      for (Model model : catalogue.models()) {
        table.row(
            model.name(),
            model.kind(),
            model.licence(),
            model.size() / 1_000_000 + " MB",
            models.has(model) ? "yes" : "no");
      }
      System.out.println(table);
    }
  }

  /** {@code model pull}. */
  @Command(
      name = "pull",
      description = "Fetches a model into the cache, resumes, and checks its sha256.")
  static final class PullCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(
        arity = "0..*",
        paramLabel = "NAME",
        description = "Which model (default: the catalogue's first).")
    private @Nullable List<String> names;

    @Override
    public void run() {
      Catalogue catalogue = Catalogue.ofRepository(Folders.repository());
      Models models = models(options.json() ? System.err : System.out);
      List<Model> wanted =
          names == null || names.isEmpty()
              ? List.of(catalogue.first())
              : names.stream().map(catalogue::named).toList();
      for (Model model : wanted) {
        boolean fetched = models.pull(model);
        if (options.json()) {
          System.out.println(
              Json.pretty(
                  Map.of(
                      "name", model.name(),
                      "file", models.file(model).toString(),
                      "fetched", fetched)));
        } else {
          System.out.println(
              model.name()
                  + (model.bundled()
                      ? " comes with the services; there is nothing to fetch."
                      : (fetched ? " is in the cache: " : " is already there and verified: ")
                          + models.file(model)));
        }
      }
    }
  }
}
