package witan.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Judges drafts: a drafted token stands if the mixture itself draws it there.
 *
 * <p>So the tokens are those of the mixture drawn one by one, whatever was drafted; a draft decides
 * only how many of them one round yields (after Chain of Speculative Ensembles, ICML 2025, with
 * coupled noise in the place of resampling).
 */
public final class Speculation {

  private final Sampler sampler;
  private final IntPredicate endOfTurn;

  /** For one answer. */
  public Speculation(Sampler sampler, IntPredicate endOfTurn) {
    this.sampler = sampler;
    this.endOfTurn = endOfTurn;
  }

  /**
   * One round: the mixture's tokens from {@code history} on, up to and including the first that
   * differs from the draft, that ends the turn, or that comes after the whole draft.
   *
   * @param weights one an expert
   * @param draft n tokens that one expert guessed; may be empty
   * @param predictions of each expert n + 1 distributions: before each drafted token, and after the
   *     last
   * @param history the answer's tokens before the draft; its length is the draft's first position
   */
  public Acceptance round(
      double[] weights, int[] draft, List<List<Distribution>> predictions, int[] history) {
    return round(weights, draft, predictions, history.length, history);
  }

  /**
   * The same with the position of the first drafted token apart from the history, where the
   * penalties shall look at other tokens than the answer's own.
   */
  public Acceptance round(
      double[] weights,
      int[] draft,
      List<List<Distribution>> predictions,
      int start,
      int[] history) {
    requireOneMore(predictions, draft.length);
    int[] answer = Arrays.copyOf(history, history.length + draft.length + 1);
    List<Draw> draws = new ArrayList<>(draft.length + 1);
    for (int i = 0; i <= draft.length; i++) {
      Distribution mixed = Mixer.mix(at(predictions, i), weights);
      int token = sampler.draw(mixed, start + i, answer, history.length + i);
      draws.add(new Draw(token, mixed));
      answer[history.length + i] = token;
      boolean asDrafted = i < draft.length && draft[i] == token;
      boolean ended = endOfTurn.test(token);
      if (!asDrafted || ended) {
        return new Acceptance(draws, asDrafted ? i + 1 : i, ended);
      }
    }
    throw new IllegalStateException("the token after the draft is never a drafted one");
  }

  private static List<Distribution> at(List<List<Distribution>> predictions, int position) {
    List<Distribution> there = new ArrayList<>(predictions.size());
    for (List<Distribution> expert : predictions) {
      there.add(expert.get(position));
    }
    return there;
  }

  private static void requireOneMore(List<List<Distribution>> predictions, int drafted) {
    for (List<Distribution> expert : predictions) {
      if (expert.size() != drafted + 1) {
        throw new IllegalArgumentException(
            "%d drafted tokens need %d distributions of each expert, but one gave %d"
                .formatted(drafted, drafted + 1, expert.size()));
      }
    }
  }
}
