package witan.inference.registration;

import java.util.List;
import witan.embedding.Centroids;
import witan.inference.expert.ExpertFile;
import witan.inference.model.LoadedExpert;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.Modality;

/** What the expert tells the network of itself: never a passage, at most their centroids. */
final class Descriptor {

  /** Fixed, so that the same corpus is described by the same vectors. */
  private static final long SEED = 1;

  private static final int PROFILE_CHARACTERS = 4_000;

  private Descriptor() {}

  static ExpertDescriptor of(
      LoadedExpert expert, String name, Hotkey hotkey, String endpoint, String owner) {
    ExpertFile file = expert.file();
    return new ExpertDescriptor(
        name,
        hotkey,
        endpoint,
        Modality.TEXT,
        expert.modelName(),
        expert.model().weightsSha256(),
        expert.vocabulary().id(),
        expert.model().contextLength(),
        profile(expert),
        Centroids.of(expert.retrieval().index().vectors(), ExpertDescriptor.MAX_VECTORS, SEED)
            .toArray(float[][]::new),
        file.labels(),
        new Rao(file.price()),
        owner);
  }

  /** The owner's words; without any, what the passages are titled. */
  private static String profile(LoadedExpert expert) {
    String own = expert.file().profile();
    String profile = own == null ? String.join(", ", titles(expert)) : own;
    return profile.length() <= PROFILE_CHARACTERS
        ? profile
        : profile.substring(0, PROFILE_CHARACTERS);
  }

  private static List<String> titles(LoadedExpert expert) {
    // Titles are part of the corpus too: who does not share them is described by vectors alone.
    return Boolean.TRUE.equals(expert.file().sharesTitles())
        ? expert.retrieval().index().passages().stream().map(p -> p.title()).distinct().toList()
        : List.of();
  }
}
