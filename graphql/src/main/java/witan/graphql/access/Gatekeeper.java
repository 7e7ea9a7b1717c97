package witan.graphql.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import witan.graphql.access.AccessException.Kind;
import witan.graphql.rate.Rates;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.ApiKeySecret;

/** Tells by its key who asks, and lets nobody else in. */
@ApplicationScoped
public class Gatekeeper {

  private static final String BEARER = "bearer ";
  private static final String HOW = "Send the header \"Authorization: Bearer <API key>\"";

  private final ApiKeys keys;
  private final Rates rates;
  private final AccessConfig config;
  private final InstantSource clock;

  @Inject
  Gatekeeper(ApiKeys keys, Rates rates, AccessConfig config, InstantSource clock) {
    this.keys = keys;
    this.rates = rates;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Who brings this header {@code Authorization}, from this address.
   *
   * @return fails with an {@link AccessException} if they may not ask; done already for a key that
   *     was looked up lately
   */
  public CompletableFuture<Caller> admit(@Nullable String authorization, String address) {
    if (authorization == null || authorization.isBlank()) {
      return stranger(address, Kind.NO_KEY, "There is no API key. " + HOW + ".");
    }
    Optional<ApiKeySecret> secret = secret(authorization);
    if (secret.isEmpty()) {
      return wrong(address);
    }
    if (!keys.isFresh(secret.get().id()) && !rates.guess(address, config.guessesPerMinute())) {
      return stranger(
          address,
          Kind.TOO_MANY_GUESSES,
          "Too many API keys were tried from your address; come back in a minute.");
    }
    return keys.find(secret.get().id())
        .handle((found, failure) ->
            failure == null ? judged(secret.get(), found, address) : unknown(failure, address))
        .thenCompose(judged -> judged);
  }

  /**
   * The same, waited for: for virtual threads.
   *
   * @throws AccessException if they may not ask
   */
  public Caller admitted(@Nullable String authorization, String address)
      throws InterruptedException {
    try {
      return admit(authorization, address).get();
    } catch (ExecutionException e) {
      throw refusal(e);
    }
  }

  /** Why {@link #admit} failed. */
  public static AccessException refusal(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof AccessException refusal) {
        return refusal;
      }
    }
    throw new CompletionException(failure);
  }

  private CompletableFuture<Caller> judged(
      ApiKeySecret secret, Optional<ApiKeyRecord> found, String address) {
    if (found.isEmpty() || !secret.matches(found.get().key())) {
      return wrong(address);
    }
    ApiKeyRecord key = found.get();
    if (!key.isGood(clock.instant())) {
      return stranger(
          address,
          Kind.WRONG_KEY,
          key.revokedAt() == null
              ? "The API key has expired; ask this gateway's operator for another."
              : "The API key was revoked; ask this gateway's operator for another.");
    }
    return CompletableFuture.completedFuture(new Caller.Client(key.key()));
  }

  private CompletableFuture<Caller> unknown(Throwable failure, String address) {
    AccessException refusal = refusal(failure);
    return stranger(address, refusal.kind(), String.valueOf(refusal.getMessage()));
  }

  private CompletableFuture<Caller> wrong(String address) {
    return stranger(
        address,
        Kind.WRONG_KEY,
        "The API key is not known here. " + HOW + " as this gateway's operator gave it to you.");
  }

  private CompletableFuture<Caller> stranger(String address, Kind kind, String sentence) {
    return config.anonymous()
        ? CompletableFuture.completedFuture(new Caller.Anonymous(address))
        : CompletableFuture.failedFuture(new AccessException(kind, sentence));
  }

  private static Optional<ApiKeySecret> secret(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? ApiKeySecret.parse(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }
}
