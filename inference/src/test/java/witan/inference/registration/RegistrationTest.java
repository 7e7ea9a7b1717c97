package witan.inference.registration;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import witan.inference.FakeNetwork;
import witan.inference.expert.ExpertKey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Heartbeat;
import witan.protocol.signature.SignedMessage;

@QuarkusTest
@QuarkusTestResource(FakeNetwork.class)
class RegistrationTest {

  @Inject ExpertKey key;

  @Test
  void theExpertRegistersAndBeatsAndIsReady() throws InterruptedException {
    eventually(() -> received(Heartbeat.TYPE).size() >= 2);

    SignedMessage message = received(ExpertRegistration.TYPE).getFirst();
    ExpertDescriptor descriptor = message.read(ExpertRegistration.class).descriptor();
    assertThat(message.hotkey()).isEqualTo(key.hotkey());
    assertThat(descriptor.name()).isEqualTo("cooking");
    assertThat(descriptor.labels()).containsExactly("food", "vision");
    assertThat(descriptor.profileVectors()).hasDimensions(15, 384);
    assertThat(descriptor.profile()).contains("Tabasco sauce");
    assertThat(received(Heartbeat.TYPE).getLast().read(Heartbeat.class).passages()).isEqualTo(15);
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200).body(containsString("witan_sessions"));
  }

  @Test
  void forgottenByTheNetworkItRegistersAgain() throws InterruptedException {
    eventually(() -> !received(Heartbeat.TYPE).isEmpty());
    int before = received(ExpertRegistration.TYPE).size();

    FakeNetwork.forgetful = true;

    eventually(() -> received(ExpertRegistration.TYPE).size() > before);
    assertThat(FakeNetwork.forgetful).isFalse();
  }

  private static List<SignedMessage> received(String type) {
    return FakeNetwork.RECEIVED.stream().filter(m -> m.type().equals(type)).toList();
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 15 s").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
