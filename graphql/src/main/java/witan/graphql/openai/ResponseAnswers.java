package witan.graphql.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import witan.graphql.access.Caller;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Question;
import witan.graphql.cache.CachedAnswers;
import witan.graphql.http.Call;
import witan.graphql.http.ClientGoneException;
import witan.openai.Ids;
import witan.openai.Response;
import witan.openai.ResponseEvents;
import witan.openai.ResponseRequest;
import witan.openai.Sse;
import witan.openai.Usage;

/** {@code /v1/responses}: one answer, whole or event by event. Nothing of it is stored. */
@ApplicationScoped
class ResponseAnswers {

  private final CachedAnswers answers;
  private final InstantSource clock;
  private final RandomGenerator random;

  @Inject
  ResponseAnswers(CachedAnswers answers, InstantSource clock, RandomGenerator random) {
    this.answers = answers;
    this.clock = clock;
    this.random = random;
  }

  void answer(Call call, Caller caller) throws InterruptedException {
    ResponseRequest request = ResponseRequest.parse(call.body(), random);
    Question question = Questions.of(request);
    Response response =
        new Response(
            Ids.response(random), Ids.message(random), clock.instant().getEpochSecond(), request);
    try {
      if (request.stream()) {
        stream(call, caller, question, new ResponseEvents(response));
      } else {
        Answer answer = answers.ask(call.id(), caller, question, event -> {});
        call.reply(
            200, "application/json", response.body(made(answer), WitanField.of(answer)), Map.of());
      }
    } catch (AnswerException e) {
      throw Refusals.of(e, "input");
    }
  }

  private void stream(Call call, Caller caller, Question question, ResponseEvents events)
      throws InterruptedException {
    try {
      answers.ask(
          call.id(),
          caller,
          question,
          event -> {
            switch (event) {
              case AnswerEvent.TokenDelta delta -> {
                begin(call, events);
                send(call, List.of(events.token(delta.text(), delta.logprob())));
              }
              case AnswerEvent.Completed done -> {
                begin(call, events); // an answer may be empty
                send(call, events.end(made(done.answer()), WitanField.of(done.answer())));
              }
              case AnswerEvent.Routed routed -> {}
              case AnswerEvent.ExpertLost lost -> {}
            }
          });
    } catch (AnswerException e) {
      if (!call.started()) {
        throw e;
      }
      send(call, events.failed(Refusals.of(e, "input")));
    }
    call.end();
  }

  // Nothing is sent before the first token: until then a failure is a status.
  private static void begin(Call call, ResponseEvents events) {
    if (!call.started()) {
      call.startEvents(Map.of());
      send(call, events.begin());
    }
  }

  private static void send(Call call, List<ObjectNode> events) {
    try {
      for (JsonNode event : events) {
        call.send(Sse.typed(event).getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted while writing");
    }
  }

  private static Response.Made made(Answer answer) {
    return new Response.Made(
        answer.content(),
        OpenAiApi.reason(answer),
        answer.logprobs(),
        new Usage(answer.usage().prompt(), answer.usage().completion()));
  }
}
