package witan.graphql.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import witan.graphql.access.AccessException.Kind;
import witan.graphql.network.Books;
import witan.protocol.access.ApiKeyRecord;

/**
 * API keys as this operator's books have them.
 *
 * <p>The books are asked for a key at most once in {@link AccessConfig#fresh}, and what they said
 * last holds for {@link AccessConfig#withoutBooks} while they are silent.
 */
@ApplicationScoped
class ApiKeys {

  private static final Logger LOG = Logger.getLogger(ApiKeys.class);
  private static final int MOST = 100_000;

  private final Books books;
  private final AsyncCache<String, Optional<ApiKeyRecord>> fresh;
  private final Cache<String, ApiKeyRecord> lastKnown;

  @Inject
  ApiKeys(Books books, AccessConfig config) {
    this.books = books;
    this.fresh =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(config.fresh())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .buildAsync();
    this.lastKnown =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(config.withoutBooks()).build();
  }

  /** Whether the books need not be asked for it. */
  boolean isFresh(String id) {
    return fresh.getIfPresent(id) != null;
  }

  /** The key with this id, if there is one; fails with an {@link AccessException}. */
  CompletableFuture<Optional<ApiKeyRecord>> find(String id) {
    return fresh.get(id, this::fetch);
  }

  private Optional<ApiKeyRecord> fetch(String id) {
    try {
      Optional<ApiKeyRecord> found = books.find("/api-keys/" + id, ApiKeyRecord.class);
      found.ifPresentOrElse(key -> lastKnown.put(id, key), () -> lastKnown.invalidate(id));
      return found;
    } catch (IOException e) {
      LOG.warnf("an API key can't be looked up: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ApiKeyRecord known = lastKnown.getIfPresent(id);
    if (known == null) {
      throw new AccessException(
          Kind.BOOKS_SILENT, "API keys can't be looked up now; try again in a moment.");
    }
    return Optional.of(known);
  }
}
