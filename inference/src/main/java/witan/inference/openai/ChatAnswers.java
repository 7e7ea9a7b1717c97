package witan.inference.openai;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.engine.TemplateException;
import witan.inference.expert.Meters;
import witan.inference.model.Conversation;
import witan.inference.model.LoadedExpert;
import witan.inference.model.Prompt;
import witan.inference.model.ShownMessage;
import witan.inference.openai.SoloAnswers.Solo;
import witan.inference.retrieval.Hit;
import witan.inference.vision.PictureException;
import witan.inference.vision.VisionBusyException;
import witan.openai.ApiException;
import witan.openai.ChatCompletion;
import witan.openai.ChatCompletionChunk;
import witan.openai.ChatRequest;
import witan.openai.Choice;
import witan.openai.Ids;
import witan.openai.Sse;
import witan.openai.Usage;

/** Chats with this expert alone, streamed or whole. */
@ApplicationScoped
class ChatAnswers {

  private final SoloAnswers answers;
  private final Meters meters;

  ChatAnswers(SoloAnswers answers, Meters meters) {
    this.answers = answers;
    this.meters = meters;
  }

  /** Answers {@code request} into {@code exchange}. */
  void answer(LoadedExpert expert, ChatRequest request, RandomGenerator random, Exchange exchange)
      throws IOException {
    Prompt prompt = prompt(expert, request);
    String id = Ids.chat(random);
    long created = Instant.now().getEpochSecond();
    @Nullable Integer top = request.logprobs() ? (Integer) request.topLogprobs() : null;
    ChatCompletionChunk chunk =
        new ChatCompletionChunk(id, created, request.model(), request.includeUsage());
    List<Choice> choices = new ArrayList<>();
    int tokens = 0;
    for (int choice = 0; choice < request.generation().n(); choice++) {
      int index = choice;
      boolean[] begun = {false};
      SoloAnswers.Listener listener =
          (text, logprob) -> {
            if (request.stream()) {
              begin(exchange, chunk, index, begun);
              exchange.event(
                  Sse.data(chunk.content(index, text, logprob == null ? null : List.of(logprob))));
            }
          };
      Solo solo =
          answers.answer(
              expert,
              prompt,
              request.generation(),
              choice,
              request.grammar(),
              "messages",
              top,
              listener);
      tokens += solo.tokens();
      choices.add(new Choice(index, solo.text(), solo.reason(), solo.logprobs()));
      if (request.stream()) {
        begin(exchange, chunk, index, begun);
        exchange.event(Sse.data(chunk.finish(index, solo.reason())));
      }
    }
    Usage usage = new Usage(prompt.clientTokens(), tokens);
    if (!request.stream()) {
      exchange.json(
          200, new ChatCompletion(id, created, request.model(), choices, usage, null).body());
      return;
    }
    if (request.includeUsage()) {
      exchange.event(Sse.data(chunk.usage(usage)));
    }
    exchange.done();
  }

  // Not before the first token is there: what refuses the request can still be an HTTP status.
  private static void begin(
      Exchange exchange, ChatCompletionChunk chunk, int index, boolean[] begun) throws IOException {
    if (!begun[0]) {
      begun[0] = true;
      exchange.event(Sse.data(chunk.role(index)));
    }
  }

  private Prompt prompt(LoadedExpert expert, ChatRequest request) {
    List<ShownMessage> messages =
        request.messages().stream()
            .map(message ->
                new ShownMessage(message.role().word(), message.content(), message.pictures()))
            .toList();
    try {
      Conversation conversation =
          messages.stream().allMatch(message -> message.pictures().isEmpty())
              ? expert.look(messages)
              : meters.vision(() -> expert.look(messages));
      List<Hit> passages =
          request.witan().retrieval()
              ? meters.retrieval(() -> expert.passages(conversation))
              : List.of();
      return expert.chat(conversation, passages);
    } catch (TemplateException e) {
      throw SoloAnswers.refused(e);
    } catch (PictureException e) {
      throw ApiException.invalid("messages", "invalid_image", String.valueOf(e.getMessage()));
    } catch (VisionBusyException e) {
      throw ApiException.busy(String.valueOf(e.getMessage()));
    }
  }
}
