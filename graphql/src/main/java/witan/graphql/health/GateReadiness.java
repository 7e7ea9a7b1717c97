package witan.graphql.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import witan.graphql.expert.Breaker;
import witan.graphql.gate.Gate;
import witan.graphql.gate.GateException;
import witan.graphql.upstream.Upstreams;
import witan.protocol.gate.GateRequest;
import witan.protocol.network.ExpertRecord;

/** Ready when the gate answers and names at least one expert, this gateway's upstreams included. */
@Readiness
@ApplicationScoped
public class GateReadiness implements HealthCheck {

  private final Gate gate;
  private final Upstreams upstreams;
  private final Breaker breaker;

  @Inject
  public GateReadiness(Gate gate, Upstreams upstreams, Breaker breaker) {
    this.gate = gate;
    this.upstreams = upstreams;
    this.breaker = breaker;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("gate");
    try {
      GateRequest request = GateRequest.of("ready?").with(able());
      int experts = gate.route(request).candidates().size();
      return response.withData("experts", experts).status(experts > 0).build();
    } catch (GateException e) {
      return response.withData("reason", String.valueOf(e.getMessage())).down().build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return response.withData("reason", "interrupted").down().build();
    }
  }

  /** Upstreams say of nobody whether they are up; those lost lately are taken to be down. */
  private List<ExpertRecord> able() {
    return upstreams.records().stream()
        .filter(one -> breaker.isAble(one.descriptor().hotkey().toString()))
        .limit(GateRequest.MAX_GUESTS)
        .toList();
  }
}
