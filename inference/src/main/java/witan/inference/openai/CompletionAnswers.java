package witan.inference.openai;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import witan.inference.model.LoadedExpert;
import witan.inference.model.Prompt;
import witan.inference.openai.SoloAnswers.Solo;
import witan.openai.ApiException;
import witan.openai.Choice;
import witan.openai.Completion;
import witan.openai.CompletionChunk;
import witan.openai.CompletionRequest;
import witan.openai.Ids;
import witan.openai.Sse;
import witan.openai.Usage;

/** Bare texts continued by this expert alone: no template, no passages. */
@ApplicationScoped
class CompletionAnswers {

  private final SoloAnswers answers;

  CompletionAnswers(SoloAnswers answers) {
    this.answers = answers;
  }

  /** Answers {@code request} into {@code exchange}. */
  void answer(
      LoadedExpert expert, CompletionRequest request, RandomGenerator random, Exchange exchange)
      throws IOException {
    String id = Ids.completion(random);
    long created = Instant.now().getEpochSecond();
    CompletionChunk chunk =
        new CompletionChunk(id, created, request.model(), request.includeUsage());
    List<Choice> choices = new ArrayList<>();
    int promptTokens = 0;
    int tokens = 0;
    for (String text : request.prompts()) {
      if (text.isEmpty()) {
        throw ApiException.invalid(
            "prompt", "invalid_value", "The prompt is empty. Send a text to continue.");
      }
      Prompt prompt = expert.raw(text);
      promptTokens += prompt.clientTokens();
      for (int choice = 0; choice < request.generation().n(); choice++) {
        int index = choices.size();
        int[] offset = {0};
        SoloAnswers.Listener listener =
            (piece, logprob) -> {
              if (request.stream()) {
                exchange.event(
                    Sse.data(
                        logprob == null
                            ? chunk.content(index, piece)
                            : chunk.content(index, piece, List.of(logprob), offset[0])));
                offset[0] += piece.length();
              }
            };
        Solo solo =
            answers.answer(
                expert,
                prompt,
                request.generation(),
                choice,
                null,
                "prompt",
                request.topLogprobs(),
                listener);
        tokens += solo.tokens();
        choices.add(new Choice(index, solo.text(), solo.reason(), solo.logprobs()));
        if (request.stream()) {
          exchange.event(Sse.data(chunk.finish(index, solo.reason(), null)));
        }
      }
    }
    Usage usage = new Usage(promptTokens, tokens);
    if (!request.stream()) {
      exchange.json(200, new Completion(id, created, request.model(), choices, usage, null).body());
      return;
    }
    if (request.includeUsage()) {
      exchange.event(Sse.data(chunk.usage(usage)));
    }
    exchange.done();
  }
}
