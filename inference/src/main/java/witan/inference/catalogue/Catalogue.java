package witan.inference.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The models known by name, from {@code models.yaml}. */
public record Catalogue(List<CatalogueEntry> models) {

  private static final String FILE = "/models.yaml";

  /** Takes a copy. */
  public Catalogue {
    models = List.copyOf(models);
  }

  /** The catalogue that this version carries. */
  public static Catalogue bundled() {
    try (InputStream yaml = Catalogue.class.getResourceAsStream(FILE)) {
      if (yaml == null) {
        throw new IllegalStateException(FILE + " is missing from the class path");
      }
      return new ObjectMapper(new YAMLFactory()).readValue(yaml, Catalogue.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the catalogue " + FILE + " cannot be read", e);
    }
  }

  /** The model called {@code name}. */
  public Optional<CatalogueEntry> find(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** The names of all models, in order. */
  public List<String> names() {
    return models.stream().map(CatalogueEntry::name).toList();
  }
}
