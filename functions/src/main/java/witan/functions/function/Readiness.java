package witan.functions.function;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import witan.functions.experts.Directory;

/** Ready once the ledger has answered; the embedding model is warm before requests are taken. */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
class Readiness implements HealthCheck {

  private final Directory directory;

  Readiness(Directory directory) {
    this.directory = directory;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("gate")
        .status(directory.reached())
        .withData("experts", directory.experts().size())
        .withData(
            "healthy",
            directory.experts().stream().filter(expert -> expert.entry().healthy()).count())
        .build();
  }
}
