package witan.cli.model;

import java.util.List;
import java.util.regex.Pattern;
import witan.cli.Failure;

/**
 * A model of the catalogue.
 *
 * @param name as experts name it in {@code expert.yaml}
 * @param kind what it does, such as {@code chat}
 * @param licence its licence's SPDX name
 * @param file the name of its file in the cache
 * @param size of the file in bytes
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param bundled whether the services carry it along, so that there is nothing to fetch
 * @param sources where it comes from, tried in this order
 */
public record Model(
    String name,
    String kind,
    String licence,
    String file,
    long size,
    String sha256,
    boolean bundled,
    List<Source> sources) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public Model {
    // Both become names of files: nothing in a catalogue may lead out of the cache.
    if (!NAME.matcher(name).matches() || !NAME.matcher(file).matches()) {
      throw new Failure(
          "The catalogue's model \"" + name + "\" has a name or file with odd letters.");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new Failure("The catalogue's model " + name + " has no proper sha256.");
    }
    if (size <= 0) {
      throw new Failure("The catalogue's model " + name + " has no size.");
    }
    if (sources.isEmpty() && !bundled) {
      throw new Failure("The catalogue's model " + name + " has no source.");
    }
    sources = List.copyOf(sources);
  }
}
