package witan.mixture;

import java.util.List;

/**
 * What became of a draft.
 *
 * @param draws the mixture's own tokens, in order; at least one
 * @param accepted how many of them the draft had right
 * @param ended whether the last of them ends the turn
 */
public record Acceptance(List<Draw> draws, int accepted, boolean ended) {

  /** Copies the list. */
  public Acceptance {
    draws = List.copyOf(draws);
    if (draws.isEmpty() || accepted < 0 || accepted > draws.size()) {
      throw new IllegalArgumentException(
          "%d tokens accepted of %d drawn".formatted(accepted, draws.size()));
    }
  }

  /** The drawn tokens. */
  public int[] tokens() {
    return draws.stream().mapToInt(Draw::token).toArray();
  }
}
