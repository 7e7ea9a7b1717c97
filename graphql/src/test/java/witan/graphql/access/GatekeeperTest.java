package witan.graphql.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.access.AccessException.Kind;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.network.Books;
import witan.graphql.network.Ledger;
import witan.graphql.rate.RateConfig;
import witan.graphql.rate.Rates;
import witan.protocol.access.Limits;

@Timeout(60)
class GatekeeperTest {

  private static final String HERE = "192.0.2.7";

  private final FakeNetwork network = new FakeNetwork();

  private record Unlimited() implements RateConfig {
    @Override
    public OptionalInt requestsPerMinute() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt tokensPerMinute() {
      return OptionalInt.empty();
    }
  }

  @AfterEach
  void close() {
    network.close();
  }

  private Gatekeeper gatekeeper(Access access) {
    Books books =
        new Books(new Ledger(network.url(), Duration.ofSeconds(2)), Optional.of("secret"));
    return new Gatekeeper(
        new ApiKeys(books, access),
        new Rates(new Unlimited(), InstantSource.system()),
        access,
        InstantSource.system());
  }

  private static Access fresh(Duration duration) {
    return new Access(false, duration, 30);
  }

  private static void refuses(Gatekeeper gatekeeper, String authorization, Kind kind) {
    assertThatThrownBy(() -> gatekeeper.admitted(authorization, HERE))
        .isInstanceOfSatisfying(
            AccessException.class, refused -> assertThat(refused.kind()).isEqualTo(kind));
  }

  @Test
  void whoBringsAKeyThatIsGoodIsKnownByItAndTheBooksAreAskedOnce() throws Exception {
    String secret = network.books.key(null, Limits.NONE);
    Gatekeeper gatekeeper = gatekeeper(Access.BY_KEY);

    for (String scheme : new String[] {"Bearer ", "bearer "}) {
      assertThat(gatekeeper.admitted(scheme + secret, HERE))
          .isInstanceOfSatisfying(
              Caller.Client.class, client -> assertThat(secret).contains(client.key().id()));
    }
    assertThat(network.books.lookups).isEqualTo(1);
    assertThat(gatekeeper.admit("Bearer " + secret, HERE)).isDone();
  }

  @Test
  void whoBringsNoneIsToldHow() {
    refuses(gatekeeper(Access.BY_KEY), null, Kind.NO_KEY);
    refuses(gatekeeper(Access.BY_KEY), " ", Kind.NO_KEY);
    assertThatThrownBy(() -> gatekeeper(Access.BY_KEY).admitted(null, HERE))
        .hasMessageContaining("Authorization: Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer sk-of-another-kind", "Basic abc", "Bearer", "wk-0123456789abcdef-x"})
  void whatIsNoKeyIsRefusedAndNobodyIsAsked(String authorization) {
    refuses(gatekeeper(Access.BY_KEY), authorization, Kind.WRONG_KEY);
    assertThat(network.books.lookups).isZero();
  }

  @Test
  void anotherSecretUnderAKnownIdIsRefused() {
    String secret = network.books.key(null, Limits.NONE);
    char last = secret.charAt(secret.length() - 1);

    refuses(
        gatekeeper(Access.BY_KEY),
        "Bearer " + secret.substring(0, secret.length() - 1) + (last == 'A' ? 'B' : 'A'),
        Kind.WRONG_KEY);
  }

  @Test
  void aKeyIsGoodUntilItIsRevokedOrExpires() throws Exception {
    String revoked = network.books.key(null, Limits.NONE);
    String expired = network.books.key(null, Limits.NONE);
    Gatekeeper gatekeeper = gatekeeper(fresh(Duration.ofMillis(1)));
    gatekeeper.admitted("Bearer " + revoked, HERE);
    gatekeeper.admitted("Bearer " + expired, HERE);

    network.books.revoke(revoked);
    network.books.expire(expired);
    Thread.sleep(20);

    assertThatThrownBy(() -> gatekeeper.admitted("Bearer " + revoked, HERE))
        .hasMessageContaining("revoked");
    assertThatThrownBy(() -> gatekeeper.admitted("Bearer " + expired, HERE))
        .hasMessageContaining("expired");
  }

  @Test
  void whileTheBooksAreSilentOnlyKeysThatWereGoodAre() throws Exception {
    String known = network.books.key(null, Limits.NONE);
    String unknown = network.books.key(null, Limits.NONE);
    Gatekeeper gatekeeper = gatekeeper(fresh(Duration.ofMillis(1)));
    gatekeeper.admitted("Bearer " + known, HERE);
    Thread.sleep(20);

    network.books.failures = 100;

    assertThat(gatekeeper.admitted("Bearer " + known, HERE)).isInstanceOf(Caller.Client.class);
    refuses(gatekeeper, "Bearer " + unknown, Kind.BOOKS_SILENT);
    network.books.failures = 0;
    Thread.sleep(20);
    assertThat(gatekeeper.admitted("Bearer " + unknown, HERE)).isInstanceOf(Caller.Client.class);
  }

  @Test
  void whoTriesTooManyKeysIsStoppedAndWhoHasOneIsNot() throws Exception {
    String good = network.books.key(null, Limits.NONE);
    Gatekeeper gatekeeper = gatekeeper(new Access(false, Duration.ofSeconds(10), 3));
    gatekeeper.admitted("Bearer " + good, HERE);
    String digits = "A".repeat(43);
    for (int guess = 1; guess <= 2; guess++) {
      refuses(gatekeeper, "Bearer wk-%016x-%s".formatted(guess, digits), Kind.WRONG_KEY);
    }

    refuses(gatekeeper, "Bearer wk-%016x-%s".formatted(9, digits), Kind.TOO_MANY_GUESSES);

    assertThat(network.books.lookups).isEqualTo(3);
    assertThat(gatekeeper.admitted("Bearer " + good, HERE)).isInstanceOf(Caller.Client.class);
  }

  @Test
  void whereAnybodyMayAskAnyKeyWillDoAndAGoodOneIsStillKnown() throws Exception {
    String good = network.books.key(null, Limits.NONE);
    Gatekeeper gatekeeper = gatekeeper(new Access(true, Duration.ofSeconds(10), 30));

    assertThat(gatekeeper.admitted(null, HERE)).isEqualTo(new Caller.Anonymous(HERE));
    assertThat(gatekeeper.admitted("Bearer sk-any", HERE)).isEqualTo(new Caller.Anonymous(HERE));
    assertThat(gatekeeper.admitted("Bearer " + good, HERE)).isInstanceOf(Caller.Client.class);
  }
}
