package witan.graphql.answer;

import java.util.Arrays;
import witan.graphql.expert.Awaited;
import witan.graphql.expert.Drafted;
import witan.graphql.expert.ExpertLostException;

/**
 * A draft on its way.
 *
 * @param behind the answer that it goes on from; the last tokens were guesses when it was asked for
 * @param count how many tokens were asked for
 */
record Ahead(int[] behind, int count, Awaited<Drafted> draft) {

  /**
   * What of it follows the answer as it is now; no tokens when the guesses were wrong.
   *
   * @param overdue as of {@link Awaited#await}
   */
  Drafted following(int[] answer, Runnable overdue)
      throws ExpertLostException, InterruptedException {
    int from = behind.length;
    boolean asGuessed = from <= answer.length && Arrays.equals(behind, 0, from, answer, 0, from);
    return asGuessed
        ? draft.await(overdue).behind(Arrays.copyOfRange(answer, from, answer.length))
        : Drafted.NONE;
  }
}
