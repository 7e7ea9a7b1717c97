package witan.functions;

import java.time.Instant;
import java.util.List;
import witan.protocol.Rao;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** Records of experts, for tests. */
public final class KnownExperts {

  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private KnownExperts() {}

  public static ExpertRecord expert(String name, String profile, List<float[]> vectors) {
    return new ExpertRecord(
        new ExpertDescriptor(
            name,
            HotkeyPair.generate().hotkey(),
            "http://127.0.0.1:8090",
            Modality.TEXT,
            "SmolLM2-135M-Instruct",
            "",
            "",
            2_048,
            profile,
            vectors.toArray(float[][]::new),
            List.of(name),
            Rao.ZERO,
            "owner-of-" + name),
        0,
        NOW,
        NOW,
        true);
  }

  /** A vector of unit length along one axis, of 384. */
  public static float[] axis(int axis) {
    float[] vector = new float[384];
    vector[axis] = 1;
    return vector;
  }
}
