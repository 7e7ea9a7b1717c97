package witan.inference.openai;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.engine.ContextFullException;
import witan.engine.EngineBusyException;
import witan.engine.TemplateException;
import witan.inference.expert.Meters;
import witan.inference.model.Answer;
import witan.inference.model.Generator;
import witan.inference.model.LoadedExpert;
import witan.inference.model.Prompt;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.SchemaException;
import witan.mixture.text.TokenText;
import witan.openai.ApiException;
import witan.openai.FinishReason;
import witan.openai.TokenLogprob;

/** Answers of this expert alone, token by token. */
@ApplicationScoped
class SoloAnswers {

  /** Takes an answer as it grows. */
  @FunctionalInterface
  interface Listener {

    /**
     * One token.
     *
     * @param text that can be sent after it, often empty or more than the token's own
     * @param logprob its log-probability; null if not asked for
     * @throws IOException if nobody listens any more
     */
    void token(String text, @Nullable TokenLogprob logprob) throws IOException;
  }

  /** A finished answer. */
  record Solo(
      String text, int tokens, FinishReason reason, @Nullable List<TokenLogprob> logprobs) {}

  private final Meters meters;

  SoloAnswers(Meters meters) {
    this.meters = meters;
  }

  /**
   * One answer.
   *
   * @param grammar what the answer keeps to; null for free text
   * @param param the request's field that holds the prompt, for refusals
   * @param topLogprobs null for no log-probabilities
   */
  Solo answer(
      LoadedExpert expert,
      Prompt prompt,
      witan.openai.Generation how,
      int choice,
      @Nullable Grammar grammar,
      String param,
      @Nullable Integer topLogprobs,
      Listener listener)
      throws IOException {
    Sampling sampling = how.sampling(choice);
    int[] biased = sampling.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray();
    try (Answer answer =
        Answer.open(
            expert.model(),
            prompt.tokens(),
            Answer.DEFAULT_TOP_K,
            biased,
            grammar == null ? null : expert.constraints().of(grammar))) {
      TokenText text = new TokenText(expert.vocabulary(), how.stops());
      StringBuilder whole = new StringBuilder();
      List<TokenLogprob> logprobs = new ArrayList<>();
      int[] count = {0};
      Generator.End end =
          Generator.run(
              answer,
              expert.model().tokenizer(),
              new Sampler(sampling),
              how.maxTokens(),
              (token, prediction) -> {
                TokenLogprob logprob =
                    topLogprobs == null
                        ? null
                        : TokenLogprob.of(token, prediction, expert.vocabulary(), topLogprobs);
                if (logprob != null) {
                  logprobs.add(logprob);
                }
                count[0]++;
                meters.tokens(1);
                String piece = text.push(token);
                whole.append(piece);
                try {
                  listener.token(piece, logprob);
                } catch (IOException gone) {
                  throw new UncheckedIOException(gone);
                }
                return !text.stopped();
              });
      String rest = text.stopped() ? "" : text.finish();
      if (!rest.isEmpty()) {
        whole.append(rest);
        listener.token(rest, null);
      }
      return new Solo(
          whole.toString(),
          count[0],
          end == Generator.End.STOP || text.stopped() ? FinishReason.STOP : FinishReason.LENGTH,
          topLogprobs == null ? null : logprobs);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ContextFullException e) {
      throw ApiException.contextLengthExceeded(param, String.valueOf(e.getMessage()));
    } catch (EngineBusyException e) {
      throw ApiException.busy(String.valueOf(e.getMessage()));
    } catch (SchemaException e) {
      throw ApiException.invalid(
          "response_format", "invalid_value", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(param, "invalid_value", String.valueOf(e.getMessage()));
    }
  }

  /** The refusal of a conversation that the model's template does not take. */
  static ApiException refused(TemplateException e) {
    return ApiException.invalid(
        "messages",
        "invalid_value",
        "The model's chat template refuses these messages: " + e.getMessage());
  }
}
