package witan.graphql.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.graphql.rate.Rates;
import witan.graphql.rate.Standing;

/** Counts what callers ask for, and stops those who ask for too much. */
@ApplicationScoped
public class Turnstile {

  private final Rates rates;

  @Inject
  Turnstile(Rates rates) {
    this.rates = rates;
  }

  /**
   * What a caller is told after a request.
   *
   * @param headers of its response, whatever that is
   * @param refusal why it has to come back later; null if it has not
   */
  public record Turn(Map<String, String> headers, @Nullable String refusal) {
    public Turn {
      headers = Map.copyOf(headers);
    }
  }

  /** Counts one request. */
  public Turn count(Caller caller) {
    Optional<Standing> tokens = rates.tokens(caller.name(), caller.limits().tokensPerMinute());
    Optional<Standing> requests = rates.request(caller.name(), caller.limits().requestsPerMinute());
    Map<String, String> headers = new LinkedHashMap<>();
    Stream.of(requests, tokens)
        .flatMap(Optional::stream)
        .forEach(it -> headers.putAll(it.headers()));
    String refusal =
        Stream.of(requests, tokens)
            .flatMap(Optional::stream)
            .filter(standing -> !standing.admitted())
            .map(Standing::sentence)
            .findFirst()
            .orElse(null);
    return new Turn(headers, refusal);
  }

  /** Takes the tokens that a caller uses; null if it may use any number. */
  public @Nullable LongConsumer meter(Caller caller) {
    return rates.isTokensLimited(caller.limits().tokensPerMinute())
        ? tokens -> spend(caller, tokens)
        : null;
  }

  /** Counts the tokens that a request has used: it may be more than were left. */
  public void spend(Caller caller, long tokens) {
    rates.spend(caller.name(), caller.limits().tokensPerMinute(), tokens);
  }
}
