package witan.graphql.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import witan.protocol.Json;

/** The file of documents that clients were built with. */
final class TrustedDocuments {

  private TrustedDocuments() {}

  /**
   * The documents' texts by id.
   *
   * @throws IllegalArgumentException when the file is not a JSON object of strings
   */
  static Map<String, String> read(Path file) {
    try {
      return Map.copyOf(
          Json.mapper().readValue(Files.readAllBytes(file), new TypeReference<>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "witan.graphql.documents.trusted: %s is not a JSON object of documents by id: %s"
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "witan.graphql.documents.trusted: %s can't be read".formatted(file), e);
    }
  }
}
