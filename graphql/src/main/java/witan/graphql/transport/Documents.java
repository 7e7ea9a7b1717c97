package witan.graphql.transport;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.execution.UnknownOperationException;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.NodeUtil;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import witan.graphql.transport.DocumentChecks.Checked;
import witan.graphql.transport.PreparedOperation.Ready;
import witan.graphql.transport.PreparedOperation.Refused;
import witan.protocol.signature.Sha256;

/**
 * The documents that are run, by their SHA-256.
 *
 * <p>Open, a text is checked once and then kept; what is kept may be asked for by its digest alone
 * (automatic persisted queries). With a file of trusted documents, nothing else is run.
 */
@Singleton
class Documents {

  private record Kept(Document document, int characters) {}

  private final DocumentChecks checks;
  private final boolean automatic;
  private final Optional<Map<String, Document>> trusted;
  private final Cache<String, Kept> kept;

  Documents(DocumentChecks checks, DocumentsConfig config) {
    this.checks = checks;
    this.automatic = config.automatic();
    this.trusted = config.trusted().map(TrustedDocuments::read).map(this::allValid);
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(config.kept())
            .weigher((String digest, Kept document) -> document.characters())
            // Whoever adds makes room, so that the bound holds however busy other threads are.
            .executor(Runnable::run)
            .build();
  }

  PreparedOperation prepare(GraphQlRequest request) {
    String id = request.documentId();
    String text = request.query();
    String digest = text == null ? String.valueOf(id) : sha256(text);
    if (trusted.isPresent()) {
      Document document = trusted.get().get(digest);
      return document == null ? notTrusted() : operation(document, request.operationName());
    }
    if (text != null && id != null && !id.equals(digest)) {
      return refused(
          ErrorCode.BAD_USER_INPUT,
          "The id is not the SHA-256 of the query; send the query's own, or none.");
    }
    Kept known = text == null && !automatic ? null : kept.getIfPresent(digest);
    if (known != null) {
      return operation(known.document(), request.operationName());
    }
    if (text == null) {
      return unknown();
    }
    return switch (checks.check(text)) {
      case Checked.Invalid(var errors) -> new Refused(errors);
      case Checked.Valid(Document document) -> {
        kept.put(digest, new Kept(document, text.length()));
        yield operation(document, request.operationName());
      }
    };
  }

  /** By id and by digest. A client that was built with the wrong schema should not be deployed. */
  private Map<String, Document> allValid(Map<String, String> texts) {
    Map<String, Document> documents = new HashMap<>();
    texts.forEach((id, text) -> {
      switch (checks.check(text)) {
        case Checked.Valid(Document document) -> {
          documents.put(id, document);
          documents.put(sha256(text), document);
        }
        case Checked.Invalid(var errors) ->
            throw new IllegalArgumentException(
                "witan.graphql.documents.trusted: the document %s can't be run: %s"
                    .formatted(id, errors.getFirst().getMessage()));
      }
    });
    return Map.copyOf(documents);
  }

  private static PreparedOperation operation(Document document, @Nullable String name) {
    try {
      var operation = NodeUtil.getOperation(document, name);
      return new Ready(new PreparsedDocumentEntry(document), operation.operationDefinition);
    } catch (UnknownOperationException e) {
      return new Refused(List.of(e));
    }
  }

  private static PreparedOperation notTrusted() {
    return refused(
        ErrorCode.DOCUMENT_NOT_TRUSTED,
        "Only documents that are known here are run; have this one added to them.");
  }

  // The messages are part of Apollo's protocol: clients compare them.
  private PreparedOperation unknown() {
    return automatic
        ? refused(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        : refused(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported");
  }

  private static Refused refused(ErrorCode code, String message) {
    return new Refused(List.of(Errors.error(code, message)));
  }

  private static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
