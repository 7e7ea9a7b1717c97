package witan.graphql.expert;

/** What an expert said when asked how well its corpus fits a question. */
public sealed interface Evidence {

  /**
   * Its best passage's score.
   *
   * @param value cosine scale
   */
  record Found(double value) implements Evidence {}

  /** It has no corpus. */
  record NoCorpus() implements Evidence {}

  /**
   * It is out.
   *
   * @param fault whether that speaks against the expert
   */
  record Silent(String reason, boolean fault) implements Evidence {}
}
