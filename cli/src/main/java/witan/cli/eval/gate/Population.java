package witan.cli.eval.gate;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import witan.embedding.Vectors;
import witan.gating.KnownExpert;
import witan.gating.Profile;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/**
 * Invented experts and questions: directions with noise, as near to each other as real ones are.
 */
final class Population {

  /** The cosine of a question and its topic, about that of a question and the passage it is on. */
  private static final double NEARNESS = 0.6;

  /** The cosine of a topic and the centre of a corpus on it. */
  private static final double SIBLING = 0.993;

  private final RandomGenerator random;
  private final List<float[]> topics = new ArrayList<>();

  Population(int topics, RandomGenerator random) {
    this.random = random;
    for (int t = 0; t < topics; t++) {
      this.topics.add(direction());
    }
  }

  int topics() {
    return topics.size();
  }

  /** A question on a topic. */
  float[] question(int topic) {
    return near(topics.get(topic), NEARNESS);
  }

  /** An expert whose corpus is on the topics {@code first} to {@code last}. */
  KnownExpert expert(int number, int first, int last) {
    List<float[]> centroids = new ArrayList<>();
    for (int topic = first; topic <= last; topic++) {
      centroids.add(topics.get(topic));
    }
    return expert(number, centroids);
  }

  /** An expert whose corpus is on one topic, and yet not the same as any other's. */
  KnownExpert resembling(int number, int topic) {
    return expert(number, List.of(near(topics.get(topic), SIBLING)));
  }

  private static KnownExpert expert(int number, List<float[]> centroids) {
    ExpertDescriptor descriptor =
        new ExpertDescriptor(
            "expert-" + number,
            hotkey(number),
            "http://127.0.0.1:8090",
            Modality.TEXT,
            "invented",
            "",
            "",
            2_048,
            "",
            centroids.toArray(float[][]::new),
            List.of(),
            Rao.ZERO,
            "");
    return new KnownExpert(
        new ExpertRecord(descriptor, number, Instant.EPOCH, Instant.EPOCH, true),
        Profile.of(descriptor, null));
  }

  // The same for the same number, since the order of hotkeys decides between equals.
  private static Hotkey hotkey(int number) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(number + 1L); // a seed of 0 is none
      return HotkeyPair.generate(random).hotkey();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA1PRNG", e);
    }
  }

  private float[] direction() {
    float[] direction = new float[ExpertDescriptor.DIMENSIONS];
    for (int d = 0; d < direction.length; d++) {
      direction[d] = (float) random.nextGaussian();
    }
    return Vectors.unit(direction);
  }

  private float[] near(float[] topic, double nearness) {
    float[] noise = direction();
    float[] near = new float[topic.length];
    double across = Math.sqrt(1 - nearness * nearness);
    for (int d = 0; d < near.length; d++) {
      near[d] = (float) (nearness * topic[d] + across * noise[d]);
    }
    return Vectors.unit(near);
  }
}
