package witan.gating;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.embedding.Vectors;
import witan.protocol.network.ExpertDescriptor;

/**
 * What the gate knows of an expert's knowledge.
 *
 * @param centroids of its corpus, of unit length; empty if it has no corpus
 * @param text the vector of its profile's text, of unit length; null if it has none
 * @param version names the expert and this knowledge: 64 hexadecimal digits
 */
public record Profile(List<float[]> centroids, float @Nullable [] text, String version) {

  public Profile {
    centroids = List.copyOf(centroids);
  }

  /** The profile in {@code descriptor}, whose text has the vector {@code text}. */
  public static Profile of(ExpertDescriptor descriptor, float @Nullable [] text) {
    Version version =
        new Version()
            .with(descriptor.hotkey().hex())
            .with(descriptor.profile().getBytes(StandardCharsets.UTF_8));
    List<float[]> centroids =
        Arrays.stream(descriptor.profileVectors()).map(Vectors::unit).toList();
    for (float[] centroid : centroids) {
      ByteBuffer bits = ByteBuffer.allocate(4 * centroid.length);
      for (float number : centroid) {
        bits.putFloat(number);
      }
      version.with(bits.array());
    }
    return new Profile(centroids, text, version.hex());
  }

  /** How near a question, a vector of unit length, is to this knowledge. */
  Similarity to(float[] question, double textWeight) {
    int nearest = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < centroids.size(); i++) {
      double cosine = Vectors.dot(question, centroids.get(i));
      if (cosine > most) {
        most = cosine;
        nearest = i;
      }
    }
    double ofText = text == null ? Double.NaN : Vectors.dot(question, text);
    if (nearest < 0) {
      double cosine = text == null ? 0 : ofText;
      return new Similarity(cosine, cosine, -1, 0, ofText);
    }
    double score = text == null ? most : (most + textWeight * ofText) / (1 + textWeight);
    return new Similarity(score, most, nearest, centroids.size(), ofText);
  }

  /**
   * @param score what the softmax takes
   * @param cosine to the nearest centroid; without centroids to the profile's text
   * @param cluster the nearest centroid's place, from 0; −1 without centroids
   * @param clusters how many centroids there are
   * @param ofText cosine to the profile's text; NaN without one
   */
  record Similarity(double score, double cosine, int cluster, int clusters, double ofText) {}
}
