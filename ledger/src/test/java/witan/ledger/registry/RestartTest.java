package witan.ledger.registry;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Another profile, so the service is started again, on the database that {@link NetworkTest} left.
 */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
@TestProfile(RestartTest.Restarted.class)
class RestartTest {

  /** The system property with the hotkey of an expert that was registered before. */
  static final String SURVIVOR = "witan.test.survivor";

  /** The service under another name. */
  public static final class Restarted implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("witan.network.name", "restarted");
    }
  }

  @Test
  void aRestartKeepsWhatWasRegistered() {
    String survivor = System.getProperty(SURVIVOR);
    assumeTrue(survivor != null, "run together with NetworkTest");

    get("/network").then().body("name", equalTo("restarted"));
    get("/network/experts/" + survivor)
        .then()
        .statusCode(200)
        .body("descriptor.owner", equalTo("alice"));
  }
}
