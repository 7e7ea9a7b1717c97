package witan.inference.catalogue;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be asked for by name.
 *
 * @param name what expert.yaml and {@code witan model pull} call it
 * @param kind {@code chat}, {@code embedding} or {@code classification}
 * @param format {@code gguf} or {@code onnx}
 * @param file the name of its file in the cache
 * @param sha256 of that file, in hex
 * @param size of that file in bytes
 * @param licence an SPDX identifier
 * @param template {@code file} when the chat template stands in the model's file
 * @param bundled whether the services carry it on their class path
 * @param sources in the order in which they are tried
 */
public record CatalogueEntry(
    String name,
    String kind,
    String format,
    String file,
    String sha256,
    long size,
    String licence,
    @Nullable String template,
    boolean bundled,
    List<ModelSource> sources) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Refuses names that are not file names: they become paths in the cache. */
  public CatalogueEntry {
    require(name, NAME, "name");
    require(file, NAME, "file");
    require(sha256, SHA256, "sha256");
    if (size <= 0) {
      throw new IllegalArgumentException(name + ": size must be positive, in bytes");
    }
    sources = List.copyOf(sources);
  }

  private static void require(@Nullable String value, Pattern pattern, String what) {
    if (value == null || !pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the catalogue's " + what + " must match " + pattern + " but is " + value);
    }
  }
}
