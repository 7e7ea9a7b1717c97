package witan.graphql.transport;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Which documents are run. */
@ConfigMapping(prefix = "witan.graphql.documents")
public interface DocumentsConfig {

  /**
   * A JSON file of documents by id. If there is one, these are run and no others: what clients may
   * ask is then settled when they are built. An id is what the client sends; the tools that extract
   * a client's documents take the SHA-256 of each.
   */
  Optional<Path> trusted();

  /** Whether a valid document may be asked for again by its SHA-256 alone. */
  @WithDefault("true")
  boolean automatic();

  /** Whether the schema may be asked for. */
  @WithDefault("true")
  boolean introspection();

  /** How many characters the documents have together that are kept parsed and validated. */
  @WithDefault("1000000")
  long kept();
}
