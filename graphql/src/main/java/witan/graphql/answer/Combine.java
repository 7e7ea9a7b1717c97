package witan.graphql.answer;

/** How the chosen experts' predictions become one answer. */
public enum Combine {
  /** Next-token distributions are mixed by weight, token by token. */
  MIX,
  /** The expert with the largest weight answers alone. */
  BEST,
  /**
   * Each chosen expert answers alone, whatever its vocabulary, and the answer with the most weight
   * behind it is given; for short answers.
   */
  VOTE
}
