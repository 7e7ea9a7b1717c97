package witan.inference.registration;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the network knows this expert. */
@Readiness
class RegistrationHealth implements HealthCheck {

  private final Registration registration;

  RegistrationHealth(Registration registration) {
    this.registration = registration;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("network").status(registration.registered());
    if (!registration.registered()) {
      response.withData("waiting", registration.waitingFor());
    }
    return response.build();
  }
}
