package witan.graphql.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import witan.graphql.gate.Gate;
import witan.graphql.gate.GateException;
import witan.protocol.gate.GateRequest;

/** Ready when the gate answers and names at least one expert. */
@Readiness
@ApplicationScoped
public class GateReadiness implements HealthCheck {

  private final Gate gate;

  @Inject
  public GateReadiness(Gate gate) {
    this.gate = gate;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("gate");
    try {
      int experts = gate.route(GateRequest.of("ready?")).candidates().size();
      return response.withData("experts", experts).status(experts > 0).build();
    } catch (GateException e) {
      return response.withData("reason", String.valueOf(e.getMessage())).down().build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return response.withData("reason", "interrupted").down().build();
    }
  }
}
