package witan.cli.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.model.Catalogue;
import witan.cli.model.Model;

/**
 * The folder of one expert: its name is the expert's.
 *
 * @param folder absolute
 */
record ExpertFolder(Path folder) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  static final Set<String> TAKEN =
      Set.of("postgres", "ledger", "functions", "graphql", "network", "initdb", "student");

  ExpertFolder {
    folder = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new Failure("There is no folder " + folder + " for an expert.");
    }
    String name = folder.getFileName().toString();
    if (!NAME.matcher(name).matches()) {
      throw new Failure(
          "\""
              + name
              + "\" can't be an expert's name. Use letters, digits, - and _, and rename the folder "
              + folder
              + ".");
    }
    if (TAKEN.contains(name)) {
      throw new Failure(
          "\""
              + name
              + "\" is the name of a part of the network. Rename the folder "
              + folder
              + ".");
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  /**
   * The catalogue's model that the expert runs on; empty where it has a file or folder of its own,
   * which is written with its ending or with a slash.
   */
  Optional<Model> pulled(Catalogue catalogue) {
    String name = model().orElse(catalogue.first().name());
    return name.endsWith(".gguf") || name.contains("/")
        ? Optional.empty()
        : Optional.of(catalogue.named(name));
  }

  /** The model that expert.yaml names; empty where it names none. */
  Optional<String> model() {
    Path settings = folder.resolve("expert.yaml");
    if (!Files.exists(settings)) {
      return Optional.empty();
    }
    try {
      JsonNode model =
          new ObjectMapper(new YAMLFactory()).readTree(settings.toFile()).path("model");
      return model.isTextual() ? Optional.of(model.asText()) : Optional.empty();
    } catch (IOException e) {
      throw new Failure(settings + " is not proper YAML: " + firstLine(e), e);
    }
  }

  /** The experts of a folder of experts: its visible sub-folders, by name. */
  static List<ExpertFolder> all(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new Failure("There is no folder " + folder + ". Name one with --experts DIR.");
    }
    try (Stream<Path> folders = Files.list(folder)) {
      List<ExpertFolder> experts =
          folders
              .filter(Files::isDirectory)
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .sorted()
              .map(ExpertFolder::new)
              .toList();
      if (experts.isEmpty()) {
        throw new Failure(
            "The folder " + folder + " holds no expert: each sub-folder of it would be one.");
      }
      return experts;
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be read.", e);
    }
  }

  private static String firstLine(Exception e) {
    return Failure.reason(e).lines().findFirst().orElse("");
  }
}
