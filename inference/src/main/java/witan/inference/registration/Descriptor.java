package witan.inference.registration;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import witan.embedding.Centroids;
import witan.inference.expert.ExpertFile;
import witan.inference.model.LoadedExpert;
import witan.inference.retrieval.Passage;
import witan.inference.retrieval.PassageIndex;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.Modality;

/** What the expert tells the network of itself: never a passage, at most their centroids. */
final class Descriptor {

  /** Fixed, so that the same corpus is described by the same vectors. */
  private static final long SEED = 1;

  private static final int PROFILE_CHARACTERS = 4_000;
  private static final int MOST_SAMPLED = 4_096;

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
        Centroids.of(sample(expert), ExpertDescriptor.MAX_VECTORS, SEED).toArray(float[][]::new),
        labels(expert),
        new Rao(file.price()),
        owner);
  }

  /** The owner's, and that it sees pictures if it does. */
  private static List<String> labels(LoadedExpert expert) {
    Stream<String> own =
        expert.file().labels().stream().filter(label -> !label.equals(ExpertDescriptor.VISION));
    return expert.seesPictures()
        ? Stream.concat(own, Stream.of(ExpertDescriptor.VISION)).toList()
        : own.toList();
  }

  /** The passages' vectors; of a large corpus evenly spaced ones, which give the same picture. */
  private static List<float[]> sample(LoadedExpert expert) {
    List<float[]> all = expert.retrieval().index().read(PassageIndex::vectors);
    int step = Math.ceilDiv(all.size(), MOST_SAMPLED);
    return step <= 1
        ? all
        : IntStream.iterate(0, i -> i < all.size(), i -> i + step).mapToObj(all::get).toList();
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
    return expert.file().sharesTitles()
        ? expert.retrieval().index().read(PassageIndex::passages).stream()
            .map(Passage::title)
            .distinct()
            .toList()
        : List.of();
  }
}
