package witan.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One whole answer.
 *
 * @param logprobs null if they were not asked for
 */
public record Choice(
    int index, String text, FinishReason finishReason, @Nullable List<TokenLogprob> logprobs) {

  /** An answer without log-probabilities. */
  public Choice(int index, String text, FinishReason finishReason) {
    this(index, text, finishReason, null);
  }
}
