package witan.inference.model;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the model is loaded and the index is built. */
@Readiness
class ModelHealth implements HealthCheck {

  private final LiveExpert live;

  ModelHealth(LiveExpert live) {
    this.live = live;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("model").status(live.get().isPresent());
    live.get()
        .ifPresentOrElse(
            expert ->
                response
                    .withData("model", expert.modelName())
                    .withData("passages", expert.retrieval().size())
                    .withData("unreadable documents", expert.retrieval().index().unreadable()),
            () -> response.withData("waiting", live.waitingFor()));
    return response.build();
  }
}
