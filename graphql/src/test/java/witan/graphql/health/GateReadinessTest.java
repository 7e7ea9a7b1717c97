package witan.graphql.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import witan.graphql.expert.Breaker;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.fake.FakeUpstream;
import witan.graphql.gate.Gate;
import witan.graphql.upstream.Upstreams;

@Timeout(30)
class GateReadinessTest {

  @TempDir private Path home;

  private final FakeNetwork nobody = new FakeNetwork();
  private final FakeUpstream giant = new FakeUpstream();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Breaker breaker = new Breaker(Duration.ofSeconds(5), now::get);

  @AfterEach
  void close() {
    nobody.close();
    giant.close();
  }

  private HealthCheckResponse readiness() {
    Upstreams upstreams = new Upstreams(home, true);
    return new GateReadiness(new Gate(nobody.url(), Duration.ofSeconds(20)), upstreams, breaker)
        .call();
  }

  @Test
  void withoutAnExpertItIsNotReady() {
    assertThat(readiness().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void anUpstreamIsAnExpertToo() {
    giant.addTo(home, "giant", "rw-------");

    assertThat(readiness().getStatus()).isEqualTo(Status.UP);
    assertThat(readiness().getData().orElseThrow()).containsEntry("experts", 1L);
  }

  @Test
  void anUpstreamThatWasLostLatelyIsNotCountedAndNotTriedEither() throws Exception {
    Path file = giant.addTo(home, "giant", "rw-------");
    String hotkey = new Upstreams(home, true).records().getFirst().descriptor().hotkey().toString();
    assertThat(Files.exists(file)).isTrue();
    breaker.lost(hotkey);

    assertThat(readiness().getStatus()).isEqualTo(Status.DOWN);

    now.set(Instant.EPOCH.plusSeconds(6));
    assertThat(readiness().getStatus()).isEqualTo(Status.UP);
    assertThat(breaker.admits(hotkey)).as("the trial is still to be had").isTrue();
  }

  @Test
  void withoutItsGateItIsNotReadyAndSaysWhy() {
    nobody.close();

    assertThat(readiness().getStatus()).isEqualTo(Status.DOWN);
    assertThat(readiness().getData().orElseThrow()).containsKey("reason");
  }
}
