package witan.graphql.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.openai.NetworkResource;
import witan.protocol.access.Limits;

/** What is stored at a gateway that wants keys: each key's is its own. */
@QuarkusTest
@TestProfile(KeysTest.ByKey.class)
@WithTestResource(NetworkResource.class)
@Timeout(90)
class StoredByKeyTest {

  private static final String CHATS = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";
  private static final String RESPONSE =
      "{\"model\":\"witan\",\"input\":\"x\",\"max_output_tokens\":100000,\"previous_response_id\":%s,\"background\":%s}";

  FakeNetwork network;

  private static RequestSpecification with(String key) {
    return given().contentType(ContentType.JSON).header("Authorization", "Bearer " + key);
  }

  @Test
  void nobodyReadsListsChangesContinuesStopsOrDeletesWhatIsAnotherKeys() {
    String anna = network.books.key(null, Limits.NONE);
    String bert = network.books.key(null, Limits.NONE);
    String chat =
        with(anna)
            .body(
                "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":2,\"store\":true}")
            .post(CHATS)
            .then()
            .statusCode(200)
            .extract()
            .path("id");
    String response =
        with(anna)
            .body(RESPONSE.formatted("null", "true"))
            .post(RESPONSES)
            .then()
            .statusCode(200)
            .extract()
            .path("id");
    String atChat = CHATS + "/" + chat;
    String atResponse = RESPONSES + "/" + response;

    with(bert).get(CHATS).then().statusCode(200).body("data", empty());
    for (String path :
        new String[] {atChat, atChat + "/messages", atResponse, atResponse + "/input_items"}) {
      with(bert).get(path).then().statusCode(404).body("error.code", equalTo("not_found"));
      given().get(path).then().statusCode(401);
    }
    with(bert).body(Map.of("metadata", Map.of())).post(atChat).then().statusCode(404);
    with(bert).delete(atChat).then().statusCode(404);
    with(bert).post(atResponse + "/cancel").then().statusCode(404);
    with(bert).delete(atResponse).then().statusCode(404);
    with(bert).get(CHATS + "?after=" + chat).then().statusCode(400);
    with(bert)
        .body(RESPONSE.formatted("\"" + response + "\"", "false"))
        .post(RESPONSES)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("previous_response_not_found"));

    with(anna).get(CHATS).then().body("data", hasSize(1));
    with(anna).get(atChat + "/messages").then().statusCode(200);
    with(anna)
        .post(atResponse + "/cancel")
        .then()
        .statusCode(200)
        .body("status", equalTo("cancelled"));
  }

  @Test
  void readingCountsAsARequest() {
    String key = network.books.key(null, new Limits(2, null, null, null));
    with(key).get(CHATS).then().statusCode(200).header("x-ratelimit-remaining-requests", "1");
    with(key).get(CHATS + "/c1").then().statusCode(404);

    with(key).get(CHATS).then().statusCode(429);
    with(key).get("/v1/models").then().statusCode(200);
  }
}
