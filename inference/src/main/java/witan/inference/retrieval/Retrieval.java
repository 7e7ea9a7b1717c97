package witan.inference.retrieval;

import java.util.List;
import java.util.OptionalDouble;

/** What an expert knows of its own: how well a question fits it, and the passages that do. */
public final class Retrieval {

  /** Enough that a passage which only the words found is seen too. */
  private static final int CANDIDATES = 8;

  private final CorpusIndex index;
  private final TextEmbedder embedder;
  private final Fit fit;

  /** Retrieval over {@code index}, whose vectors are {@code embedder}'s. */
  public Retrieval(CorpusIndex index, TextEmbedder embedder, Fit fit) {
    this.index = index;
    this.embedder = embedder;
    this.fit = fit;
  }

  /** The best cosine of any passage, −1..1; empty without a corpus. */
  public OptionalDouble evidence(float[] question) {
    return index.read(now -> now.evidence(question));
  }

  /** The passages that fit {@code question}, best first; often none. */
  public List<Hit> retrieve(String question) {
    if (question.isBlank() || size() == 0) {
      return List.of();
    }
    return retrieve(question, embedder.embed(question));
  }

  /** The passages that fit {@code question}, whose vector is {@code embedding}. */
  public List<Hit> retrieve(String question, float[] embedding) {
    return fit.of(index.read(now -> now.search(question, embedding, CANDIDATES)));
  }

  /** How many passages there are now. */
  public int size() {
    return index.read(now -> now.passages().size());
  }

  /** The index that is searched. */
  public CorpusIndex index() {
    return index;
  }
}
