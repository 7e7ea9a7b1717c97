package witan.inference.retrieval;

import java.util.List;

/**
 * Which of the passages found may stand in front of the model.
 *
 * <p>A small model believes whatever text it is given, so a passage that does not fit does more
 * harm than none: asked for the capital of France over a text on Lyon, it says Lyon.
 *
 * @param threshold the least cosine of a passage that fits
 * @param most how many passages at most, 1 or 2
 * @param margin how far below the first's cosine the second may lie
 */
public record Fit(double threshold, int most, double margin) {

  /** Refuses a threshold that no cosine can have, and more passages than a small model reads. */
  public Fit {
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the fit threshold is a cosine, −1 to 1, but is " + threshold);
    }
    if (most < 1 || most > 2) {
      throw new IllegalArgumentException("passages must be 1 or 2, but is " + most);
    }
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("the margin must be 0 or more, but is " + margin);
    }
  }

  /** Those of {@code hits} (best first) that fit, in their order. */
  public List<Hit> of(List<Hit> hits) {
    List<Hit> fitting = hits.stream().filter(hit -> hit.cosine() >= threshold).toList();
    if (fitting.isEmpty()) {
      return List.of();
    }
    double first = fitting.getFirst().cosine();
    return fitting.stream().filter(hit -> hit.cosine() >= first - margin).limit(most).toList();
  }
}
