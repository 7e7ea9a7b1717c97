package witan.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.model.Catalogue;
import witan.cli.model.Model;
import witan.cli.model.ModelCommand;
import witan.cli.model.Models;

/** {@code bench engine}: the engine in a process of its own, with the expert's own libraries. */
@Command(
    name = "engine",
    description =
        "Times the engine alone on the default model: prompts, single tokens, verified blocks.")
final class EngineBench implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the engine (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Override
  public void run() {
    Path repository = Folders.repository();
    Model model = Catalogue.ofRepository(repository).first();
    Models models = ModelCommand.models(System.err);
    models.pull(model);
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("--enable-native-access=ALL-UNNAMED");
    words.add("-cp");
    words.add(repository.resolve("inference/target/quarkus-app/lib/main") + "/*");
    words.add("witan.engine.EngineBench");
    words.add(models.file(model).toString());
    words.add(Folders.cache().resolve("engine").toString());
    words.add(Integer.toString(threads));
    try {
      int exit = new ProcessBuilder(words).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new Failure("The measurement failed; its output above says why.");
      }
    } catch (IOException e) {
      throw new Failure("The engine could not be started: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
