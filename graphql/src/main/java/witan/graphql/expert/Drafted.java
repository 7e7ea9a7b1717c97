package witan.graphql.expert;

import java.util.Arrays;
import java.util.List;
import witan.mixture.Distribution;

/**
 * Tokens that an expert drew ahead.
 *
 * @param predictions one more than tokens: before each of them, and after the last; or none at all
 */
public record Drafted(int[] tokens, List<Distribution> predictions) {

  /** No tokens, and nothing known. */
  public static final Drafted NONE = new Drafted(new int[0], List.of());

  public Drafted {
    predictions = List.copyOf(predictions);
  }

  /** What is left of it behind these tokens; {@link #NONE} when it does not begin with them. */
  public Drafted behind(int[] said) {
    int from = said.length;
    return from <= tokens.length && Arrays.equals(tokens, 0, from, said, 0, from)
        ? new Drafted(
            Arrays.copyOfRange(tokens, from, tokens.length),
            predictions.subList(from, predictions.size()))
        : NONE;
  }
}
