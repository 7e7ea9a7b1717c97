package witan.graphql.cache;

import java.time.Instant;
import java.util.List;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;

/**
 * An answer that is kept.
 *
 * @param said what it is the answer to
 * @param deltas its tokens as they came
 */
record Kept(Said said, List<AnswerEvent.TokenDelta> deltas, Answer answer, Instant until) {

  private static final int BYTES_PER_DELTA = 100;

  Kept {
    deltas = List.copyOf(deltas);
  }

  /** About how many bytes of memory it takes. */
  int size() {
    return said.size() + 2 * answer.content().length() + BYTES_PER_DELTA * deltas.size();
  }
}
