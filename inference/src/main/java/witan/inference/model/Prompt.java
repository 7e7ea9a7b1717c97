package witan.inference.model;

import java.util.List;

/**
 * What one answer begins from.
 *
 * @param tokens what the model is given, passages included
 * @param clientTokens how many tokens the client's own messages have: passages are not charged
 * @param sources the titles of the passages used; empty if the expert does not share them
 */
public record Prompt(int[] tokens, int clientTokens, List<String> sources) {

  /** Takes a copy of the sources. */
  public Prompt {
    sources = List.copyOf(sources);
  }
}
