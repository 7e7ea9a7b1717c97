package witan.protocol.network;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;

/**
 * What an expert says of itself.
 *
 * @param name letters, digits, dot, hyphen and underscore, at most 64; not unique in the network
 * @param hotkey the key that signs all it says
 * @param endpoint scheme, host and port of the expert's own process, without a path
 * @param model the model's name
 * @param modelSha256 of the weights; empty if unknown (an adapter to another server)
 * @param vocabulary the vocabulary's id as in expert.proto; empty where there is none (embeddings)
 * @param contextLength in tokens
 * @param profile what it knows, in words; at most 4,000 characters
 * @param profileVectors centroids of its corpus: at most 16, of 384 numbers each; empty without one
 * @param labels what a policy can ask for, such as {@code eu} or {@code medical}
 * @param pricePerThousandTokens in rao
 * @param owner the owner's account; empty if none was named
 */
public record ExpertDescriptor(
    String name,
    Hotkey hotkey,
    String endpoint,
    Modality modality,
    String model,
    String modelSha256,
    String vocabulary,
    int contextLength,
    String profile,
    float[][] profileVectors,
    List<String> labels,
    Rao pricePerThousandTokens,
    String owner) {

  /** The length of a profile vector: all-MiniLM-L6-v2's. */
  public static final int DIMENSIONS = 384;

  /** The label of a text expert that reads the text in pictures. */
  public static final String VISION = "vision";

  /** How many profile vectors an expert may have. */
  public static final int MAX_VECTORS = 16;

  public ExpertDescriptor {
    name = Valid.nonEmpty(name, "name", 64);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "\"name\" is of letters, digits, dot, hyphen and underscore, and begins with a letter or"
              + " digit");
    }
    Valid.present(hotkey, "hotkey");
    endpoint = Valid.endpoint(endpoint);
    Valid.present(modality, "modality");
    model = Valid.nonEmpty(model, "model", 200);
    modelSha256 = Valid.sha256OrEmpty(modelSha256, "modelSha256");
    vocabulary = Valid.sha256OrEmpty(vocabulary, "vocabulary");
    Valid.atLeast(contextLength, 1, "contextLength");
    profile = Valid.text(profile, "profile", 4_000);
    profileVectors = checked(profileVectors);
    labels = Valid.labels(labels, "labels");
    pricePerThousandTokens = Objects.requireNonNullElse(pricePerThousandTokens, Rao.ZERO);
    owner = Valid.text(owner, "owner", 200);
  }

  /** Whether questions may show it pictures. */
  public boolean seesPictures() {
    return labels.contains(VISION);
  }

  /** The same without the vectors, which are long and of use to the gate only. */
  public ExpertDescriptor withoutProfileVectors() {
    return new ExpertDescriptor(
        name,
        hotkey,
        endpoint,
        modality,
        model,
        modelSha256,
        vocabulary,
        contextLength,
        profile,
        new float[0][],
        labels,
        pricePerThousandTokens,
        owner);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExpertDescriptor that
        && name.equals(that.name)
        && hotkey.equals(that.hotkey)
        && endpoint.equals(that.endpoint)
        && modality == that.modality
        && model.equals(that.model)
        && modelSha256.equals(that.modelSha256)
        && vocabulary.equals(that.vocabulary)
        && contextLength == that.contextLength
        && profile.equals(that.profile)
        && Arrays.deepEquals(profileVectors, that.profileVectors)
        && labels.equals(that.labels)
        && pricePerThousandTokens.equals(that.pricePerThousandTokens)
        && owner.equals(that.owner);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, hotkey, endpoint, model, profile);
  }

  private static float[][] checked(float @Nullable [] @Nullable [] vectors) {
    if (vectors == null) {
      return new float[0][];
    }
    if (vectors.length > MAX_VECTORS) {
      throw new IllegalArgumentException(
          "\"profileVectors\" has " + vectors.length + " vectors; at most " + MAX_VECTORS);
    }
    for (float[] vector : vectors) {
      if (vector == null || vector.length != DIMENSIONS) {
        throw new IllegalArgumentException(
            "each vector of \"profileVectors\" has " + DIMENSIONS + " numbers");
      }
      for (float number : vector) {
        if (!Float.isFinite(number)) {
          throw new IllegalArgumentException(
              "\"profileVectors\" holds a number that is not finite");
        }
      }
    }
    return vectors;
  }
}
