package witan.graphql.expert;

import java.util.List;
import witan.mixture.Distribution;

/**
 * Tokens that an expert drew ahead.
 *
 * @param predictions one more than tokens: before each of them, and after the last
 */
public record Drafted(int[] tokens, List<Distribution> predictions) {

  public Drafted {
    predictions = List.copyOf(predictions);
  }
}
