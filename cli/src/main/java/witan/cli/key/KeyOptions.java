package witan.cli.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.wallet.Wallets;
import witan.protocol.Rao;
import witan.protocol.access.ApiKey;
import witan.protocol.access.Caching;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

/** What is said of an API key; what is not said stays as it is. */
final class KeyOptions {

  /** Questions that mean the same, and hardly any that do not. */
  private static final double ALIKE = 0.95;

  @Option(
      names = "--owner",
      paramLabel = "NAME|ADDRESS",
      description = {
        "Who pays for answers that cost something: a wallet of this home, or an address.",
        "None: only experts that cost nothing are asked."
      })
  private @Nullable String owner;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "For your own order; may be said several times.")
  private @Nullable List<String> labels;

  @Option(
      names = "--requests-per-minute",
      paramLabel = "N",
      converter = Wishes.Count.class,
      description = "How many questions may be asked.")
  private @Nullable Wish<Integer> requestsPerMinute;

  @Option(
      names = "--tokens-per-minute",
      paramLabel = "N",
      converter = Wishes.Count.class,
      description = "How much may be read and written, prompts and answers together.")
  private @Nullable Wish<Integer> tokensPerMinute;

  @Option(
      names = "--budget",
      paramLabel = "AMOUNT",
      converter = Wishes.Amount.class,
      description = "The most that it may ever spend, in TAO, like 1.5; or in rao, like 1500rao.")
  private @Nullable Wish<Rao> budget;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = Wishes.End.class,
      description = "When it is good no more: 12h or 30d from now, or a day, like 2030-01-31.")
  private @Nullable Wish<Instant> expires;

  @Option(
      names = "--cache",
      paramLabel = "SPAN",
      converter = Wishes.Span.class,
      description = {
        "For how long an answer is kept and given again to whoever asks the same by this key,",
        "like 90m or 1d; at most 30d."
      })
  private @Nullable Wish<Duration> cache;

  @Option(
      names = "--cache-similarity",
      paramLabel = "X",
      description =
          "How alike questions must be for that: the cosine of their embeddings, up to 1"
              + " (default: "
              + ALIKE
              + ").")
  private @Nullable Double similarity;

  /** Whether anything is said. */
  boolean areEmpty() {
    return owner == null
        && labels == null
        && requestsPerMinute == null
        && tokensPerMinute == null
        && budget == null
        && expires == null
        && cache == null
        && similarity == null;
  }

  /** The key as it is to be. */
  ApiKey applied(ApiKey before, Home home) {
    try {
      Limits limits = before.limits();
      return new ApiKey(
          before.id(),
          before.digest(),
          before.name(),
          owner == null ? before.owner() : payer(owner, home),
          labels == null ? before.labels() : said(labels),
          new Limits(
              chosen(requestsPerMinute, limits.requestsPerMinute()),
              chosen(tokensPerMinute, limits.tokensPerMinute()),
              chosen(budget, limits.budget()),
              caching(limits.caching())),
          chosen(expires, before.expiresAt()));
    } catch (IllegalArgumentException e) {
      throw new Failure("That can't be: " + Failure.reason(e) + ".", e);
    }
  }

  private static @Nullable Coldkey payer(String owner, Home home) {
    if (owner.equals(Wish.NONE)) {
      return null;
    }
    Coldkey payer = new Wallets(home).address(owner);
    if (payer.equals(home.gatewayColdkey().coldkey())) {
      throw new Failure(
          payer.checksummed() + " is the gateway's own account; an owner pays into it.");
    }
    return payer;
  }

  private static List<String> said(List<String> labels) {
    return labels.equals(List.of(Wish.NONE)) ? List.of() : labels;
  }

  private static <T> @Nullable T chosen(@Nullable Wish<T> wish, @Nullable T before) {
    return wish == null ? before : wish.value();
  }

  private @Nullable Caching caching(@Nullable Caching before) {
    Duration span = chosen(cache, before == null ? null : Duration.ofSeconds(before.seconds()));
    if (span == null) {
      if (similarity != null) {
        throw new Failure("--cache-similarity goes with --cache SPAN.");
      }
      return null;
    }
    double alike = similarity != null ? similarity : before == null ? ALIKE : before.similarity();
    return new Caching((int) Math.min(span.toSeconds(), Integer.MAX_VALUE), alike);
  }
}
