package witan.graphql.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import witan.graphql.access.Caller;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Question;
import witan.graphql.cache.CachedAnswers;
import witan.graphql.http.Call;
import witan.graphql.http.ClientGoneException;
import witan.graphql.stored.Owner;
import witan.openai.ChatCompletionChunk;
import witan.openai.ChatRequest;
import witan.openai.Choice;
import witan.openai.CompletionChunk;
import witan.openai.CompletionRequest;
import witan.openai.FinishReason;
import witan.openai.Ids;
import witan.openai.Sse;
import witan.openai.Usage;

/**
 * {@code /v1/chat/completions} and {@code /v1/completions}: one or more answers, whole or token by
 * token.
 */
@ApplicationScoped
class CompletionAnswers {

  /** What is done with a whole answer before its client has all of it. */
  private interface Keeper {
    void keep(ObjectNode completion) throws InterruptedException;
  }

  private final CachedAnswers answers;
  private final StoredChats chats;
  private final InstantSource clock;
  private final RandomGenerator random;

  @Inject
  CompletionAnswers(
      CachedAnswers answers, StoredChats chats, InstantSource clock, RandomGenerator random) {
    this.answers = answers;
    this.chats = chats;
    this.clock = clock;
    this.random = random;
  }

  void chat(Call call, Caller caller) throws InterruptedException {
    ChatRequest request = ChatRequest.parse(call.body(), random);
    Format format =
        new Format.Chat(
            new ChatCompletionChunk(
                Ids.chat(random),
                clock.instant().getEpochSecond(),
                request.model(),
                request.includeUsage()));
    Keeper keeper = completion -> chats.keep(Owner.of(caller), request, completion);
    answer(call, caller, Questions.of(request), request.stream(), format, keeper);
  }

  void completion(Call call, Caller caller) throws InterruptedException {
    CompletionRequest request = CompletionRequest.parse(call.body(), random);
    Format format =
        new Format.Text(
            new CompletionChunk(
                Ids.completion(random),
                clock.instant().getEpochSecond(),
                request.model(),
                request.includeUsage()));
    answer(call, caller, Questions.of(request), request.stream(), format, completion -> {});
  }

  private void answer(
      Call call,
      Caller caller,
      List<Question> questions,
      boolean stream,
      Format format,
      Keeper keeper)
      throws InterruptedException {
    if (stream) {
      stream(call, caller, questions, format, keeper);
      return;
    }
    List<Answer> made =
        Choices.all(questions.size(), i -> ask(call, caller, i, questions.get(i), event -> {}));
    ObjectNode whole = whole(questions, made, format);
    keeper.keep(whole);
    call.reply(whole);
  }

  private static ObjectNode whole(List<Question> questions, List<Answer> made, Format format) {
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      Answer one = made.get(i);
      choices.add(
          new Choice(
              i,
              one.content(),
              reason(one),
              questions.get(i).topLogprobs() < 0 ? null : one.logprobs()));
    }
    return format.whole(choices, usage(made), WitanField.of(made.getFirst()));
  }

  /** The first of a request's answers has the request's id. */
  private Answer ask(
      Call call, Caller caller, int choice, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    return choice == 0
        ? answers.ask(call.id(), caller, question, listener)
        : answers.ask(caller, question, listener);
  }

  private void stream(
      Call call, Caller caller, List<Question> questions, Format format, Keeper keeper)
      throws InterruptedException {
    ReentrantLock writing = new ReentrantLock();
    int[] offsets = new int[questions.size()];
    try {
      List<Answer> made =
          Choices.all(
              questions.size(),
              i ->
                  ask(
                      call,
                      caller,
                      i,
                      questions.get(i),
                      event -> {
                        switch (event) {
                          case AnswerEvent.TokenDelta delta -> {
                            // Nothing is sent before the first token: until then a failure is a
                            // status, and not an event in a stream.
                            JsonNode first = delta.index() == 0 ? format.begin(i) : null;
                            JsonNode chunk =
                                format.token(i, delta.text(), delta.logprob(), offsets[i]);
                            offsets[i] += delta.text().length();
                            send(
                                call,
                                writing,
                                first == null ? List.of(chunk) : List.of(first, chunk));
                          }
                          case AnswerEvent.Completed done -> {
                            JsonNode end =
                                format.finish(
                                    i, reason(done.answer()), WitanField.of(done.answer()));
                            JsonNode first =
                                done.answer().usage().completion() == 0 && offsets[i] == 0
                                    ? format.begin(i)
                                    : null;
                            send(call, writing, first == null ? List.of(end) : List.of(first, end));
                          }
                          case AnswerEvent.Routed routed -> {}
                          case AnswerEvent.ExpertLost lost -> {}
                        }
                      }));
      // Before the stream's end: whoever has seen that finds it stored.
      keeper.keep(whole(questions, made, format));
      if (format.includeUsage()) {
        send(call, writing, List.of(format.usage(usage(made))));
      }
      call.send(Sse.DONE.getBytes(StandardCharsets.UTF_8));
      call.end();
    } catch (AnswerException e) {
      if (!call.started()) {
        throw e;
      }
      call.send(Sse.data(Refusals.of(e, "messages").json()).getBytes(StandardCharsets.UTF_8));
      call.end();
    }
  }

  private static void send(Call call, ReentrantLock writing, List<JsonNode> chunks) {
    writing.lock();
    try {
      if (!call.started()) {
        call.startEvents(Map.of());
      }
      for (JsonNode chunk : chunks) {
        call.send(Sse.data(chunk).getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted while writing");
    } finally {
      writing.unlock();
    }
  }

  private static Usage usage(List<Answer> made) {
    // The choices of one prompt share it: it is counted once, as OpenAI does.
    return new Usage(
        made.stream().mapToInt(one -> one.usage().prompt()).max().orElse(0),
        made.stream().mapToInt(one -> one.usage().completion()).sum());
  }

  static FinishReason reason(Answer answer) {
    return answer.finishReason().equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
  }
}
