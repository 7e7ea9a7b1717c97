package witan.gating;

import java.time.Instant;
import java.util.List;
import witan.protocol.Rao;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** Records of experts, for tests. */
final class KnownExperts {

  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private KnownExperts() {}

  static ExpertRecord expert(String name, String profile, List<float[]> vectors) {
    return expert(name, profile, vectors, Modality.TEXT, List.of(name), "owner-of-" + name, true);
  }

  static ExpertRecord expert(
      String name,
      String profile,
      List<float[]> vectors,
      Modality modality,
      List<String> labels,
      String owner,
      boolean healthy) {
    return new ExpertRecord(
        new ExpertDescriptor(
            name,
            HotkeyPair.generate().hotkey(),
            "http://127.0.0.1:8090",
            modality,
            "SmolLM2-135M-Instruct",
            "",
            "",
            2_048,
            profile,
            vectors.toArray(float[][]::new),
            labels,
            Rao.ZERO,
            owner),
        0,
        NOW,
        NOW,
        healthy);
  }

  static ExpertRecord unhealthy(ExpertRecord expert) {
    return new ExpertRecord(
        expert.descriptor(), expert.uid(), expert.registeredAt(), expert.lastSeen(), false);
  }

  /** A vector of unit length along one axis, of 384. */
  static float[] axis(int axis) {
    float[] vector = new float[384];
    vector[axis] = 1;
    return vector;
  }

  /** A vector of unit length between two axes: cosine {@code cos} to the first. */
  static float[] between(int first, int second, double cos) {
    float[] vector = new float[384];
    vector[first] = (float) cos;
    vector[second] = (float) Math.sqrt(1 - cos * cos);
    return vector;
  }
}
