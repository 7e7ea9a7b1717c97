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
import org.jboss.logging.Logger;
import witan.graphql.access.Caller;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Question;
import witan.graphql.cache.CachedAnswers;
import witan.graphql.http.Call;
import witan.graphql.http.ClientGoneException;
import witan.graphql.stored.Owner;
import witan.graphql.stored.StoredException;
import witan.openai.ApiException;
import witan.openai.Ids;
import witan.openai.Response;
import witan.openai.ResponseEvents;
import witan.openai.ResponseRequest;
import witan.openai.Sse;
import witan.openai.Usage;

/**
 * {@code /v1/responses}: one answer, whole, event by event, or in the background; stored where its
 * request and the gateway want that.
 */
@ApplicationScoped
class ResponseAnswers {

  private static final Logger LOG = Logger.getLogger(ResponseAnswers.class);

  private final CachedAnswers answers;
  private final StoredResponses stored;
  private final Background background;
  private final InstantSource clock;
  private final RandomGenerator random;

  @Inject
  ResponseAnswers(
      CachedAnswers answers,
      StoredResponses stored,
      Background background,
      InstantSource clock,
      RandomGenerator random) {
    this.answers = answers;
    this.stored = stored;
    this.background = background;
    this.clock = clock;
    this.random = random;
  }

  void answer(Call call, Caller caller) throws InterruptedException {
    Owner owner = Owner.of(caller);
    ResponseRequest request = ResponseRequest.parse(call.body(), random, stored.of(owner));
    Question question = Questions.of(request);
    Response response =
        new Response(
            Ids.response(random), Ids.message(random), clock.instant().getEpochSecond(), request);
    try {
      if (request.background()) {
        call.reply(begun(call, caller, question, response));
      } else if (request.stream()) {
        stream(call, caller, question, response);
      } else {
        Answer answer = answers.ask(call.id(), caller, question, event -> {});
        ObjectNode whole = response.json(made(answer), WitanField.of(answer));
        stored.keep(owner, request, whole);
        call.reply(whole);
      }
    } catch (AnswerException e) {
      throw Refusals.of(e, "input");
    }
  }

  /** The response as it is before it is made in the background, and stored until it is. */
  private ObjectNode begun(Call call, Caller caller, Question question, Response response)
      throws InterruptedException {
    Owner owner = Owner.of(caller);
    ObjectNode queued = response.queued();
    stored.keep(owner, response.request(), queued);
    if (!queued.path("store").asBoolean()) {
      throw ApiException.unavailable(
          "The response can't be stored now, and so not be made in the background; try again, or without it.");
    }
    String id = call.id();
    background.start(response.id(), () -> make(id, caller, question, response));
    return queued;
  }

  private void make(String id, Caller caller, Question question, Response response) {
    Owner owner = Owner.of(caller);
    ObjectNode end;
    try {
      stored.change(owner, response.begun());
      Answer answer = answers.ask(id, caller, question, event -> {});
      end = response.json(made(answer), WitanField.of(answer));
    } catch (InterruptedException | ClientGoneException e) {
      end = response.cancelled();
    } catch (AnswerException e) {
      end = response.failed(Refusals.of(e, "input"));
    } catch (RuntimeException e) {
      LOG.errorf(e, "a response in the background failed");
      end = response.failed(ApiException.internal());
    }
    boolean interrupted = Thread.interrupted(); // what became of it is stored all the same
    try {
      stored.change(owner, end);
    } catch (InterruptedException | StoredException e) {
      LOG.warnf("what became of a response in the background is not stored: %s", e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(Call call, Caller caller, Question question, Response response)
      throws InterruptedException {
    ResponseEvents events = new ResponseEvents(response);
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
                send(call, events.end(made(done.answer()), whole(caller, response, done)));
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

  /** Stored before the stream's end: whoever has seen that can go on from it. */
  private ObjectNode whole(Caller caller, Response response, AnswerEvent.Completed done) {
    ObjectNode whole = response.json(made(done.answer()), WitanField.of(done.answer()));
    try {
      stored.keep(Owner.of(caller), response.request(), whole);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("interrupted while storing");
    }
    return whole;
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
        CompletionAnswers.reason(answer),
        answer.logprobs(),
        new Usage(answer.usage().prompt(), answer.usage().completion()));
  }
}
