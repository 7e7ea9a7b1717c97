package witan.ledger.registry;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.Deregistration;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Heartbeat;
import witan.protocol.network.Modality;
import witan.protocol.signature.SignedMessage;

/** An expert as far as the registry sees it. */
public record TestExpert(HotkeyPair key, Modality modality) {

  static TestExpert of(Modality modality) {
    return new TestExpert(HotkeyPair.generate(), modality);
  }

  String hotkey() {
    return key.hotkey().hex();
  }

  public ExpertDescriptor descriptor(String name) {
    return descriptor(name, "http://127.0.0.1:8090");
  }

  private ExpertDescriptor descriptor(String name, String endpoint) {
    float[][] vectors = new float[16][384];
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = 0.0123456f * i;
      }
    }
    return new ExpertDescriptor(
        name,
        key.hotkey(),
        endpoint,
        modality,
        "SmolLM2-135M-Instruct",
        "ab".repeat(32),
        "cd".repeat(32),
        2048,
        "Sauces, bread, cheese — crème brûlée",
        vectors,
        List.of("eu"),
        new Rao(1500),
        "alice");
  }

  SignedMessage registration(UUID id, Instant issuedAt, String name) {
    return SignedMessage.of(
        ExpertRegistration.TYPE, new ExpertRegistration(id, issuedAt, descriptor(name)), key);
  }

  /** At another endpoint. */
  SignedMessage move(Instant issuedAt, String endpoint) {
    return SignedMessage.of(
        ExpertRegistration.TYPE,
        new ExpertRegistration(UUID.randomUUID(), issuedAt, descriptor("cooking", endpoint)),
        key);
  }

  SignedMessage beat(Instant sentAt) {
    return SignedMessage.of(Heartbeat.TYPE, new Heartbeat(key.hotkey(), sentAt, 2, 60), key);
  }

  public SignedMessage farewell(Instant sentAt) {
    return SignedMessage.of(Deregistration.TYPE, new Deregistration(key.hotkey(), sentAt), key);
  }

  public static ValidatableResponse post(String path, SignedMessage message) {
    return given()
        .contentType("application/json")
        .body(Json.write(message))
        .post("/network/" + path)
        .then();
  }

  public ValidatableResponse register(Instant issuedAt) {
    return post("experts", registration(UUID.randomUUID(), issuedAt, "cooking"));
  }
}
