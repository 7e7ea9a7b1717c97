package witan.ledger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.ledger.http.Refusal;
import witan.ledger.http.RefusedException;
import witan.protocol.address.AllowedAddresses;
import witan.protocol.address.HostLookup;

@Timeout(30)
class EndpointsTest {

  private static final String ENDPOINT = "http://expert.example:8090";
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void aNameThatLeadsWithinIsRefusedAlsoWhereItLeadsOutsideAsWell() {
    assertThatThrownBy(() -> check(AllowedAddresses.PUBLIC, LONG, to("1.1.1.1", "10.0.0.1")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.ENDPOINT_NOT_PUBLIC))
        .hasMessageContaining("expert.example")
        .hasMessageNotContaining("10.0.0.1");
  }

  @Test
  void aNameThatLeadsOutsideOrWhereItIsAllowedIsListed() {
    AllowedAddresses lan = AllowedAddresses.parse(List.of("10.0.0.0/8"));

    assertThatCode(() -> check(AllowedAddresses.PUBLIC, LONG, to("1.1.1.1")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(lan, LONG, to("10.0.0.1"))).doesNotThrowAnyException();
  }

  /** The gateways judge it when they call it. */
  @Test
  void aNameThatNobodyKnowsOrThatTakesTooLongIsListed() {
    CountDownLatch over = new CountDownLatch(1);
    HostLookup hanging =
        host -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of(InetAddress.ofLiteral("10.0.0.1"));
        };
    HostLookup unknown =
        host -> {
          throw new UnknownHostException(host);
        };
    try {
      assertThatCode(() -> check(AllowedAddresses.PUBLIC, LONG, unknown))
          .doesNotThrowAnyException();
      assertThatCode(() -> check(AllowedAddresses.PUBLIC, Duration.ofMillis(50), hanging))
          .doesNotThrowAnyException();
    } finally {
      over.countDown();
    }
  }

  private static void check(AllowedAddresses allowed, Duration deadline, HostLookup lookup) {
    Endpoints endpoints = new Endpoints(allowed, lookup, deadline);
    try {
      endpoints.check(ENDPOINT).await().atMost(LONG);
    } finally {
      endpoints.close();
    }
  }

  private static HostLookup to(String... addresses) {
    return host -> List.of(addresses).stream().map(InetAddress::ofLiteral).toList();
  }
}
