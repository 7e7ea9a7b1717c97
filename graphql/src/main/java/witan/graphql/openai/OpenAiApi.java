package witan.graphql.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import witan.graphql.access.AccessException;
import witan.graphql.access.Caller;
import witan.graphql.access.Gatekeeper;
import witan.graphql.access.Turnstile;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Question;
import witan.graphql.cache.CachedAnswers;
import witan.graphql.gate.Gate;
import witan.graphql.gate.GateException;
import witan.graphql.http.Call;
import witan.graphql.http.Calls;
import witan.graphql.http.ClientGoneException;
import witan.graphql.http.Readers;
import witan.graphql.network.Registry;
import witan.graphql.upstream.PassThrough;
import witan.openai.ApiException;
import witan.openai.ChatCompletionChunk;
import witan.openai.ChatRequest;
import witan.openai.Choice;
import witan.openai.CompletionChunk;
import witan.openai.CompletionRequest;
import witan.openai.EmbeddingRequest;
import witan.openai.Embeddings;
import witan.openai.FinishReason;
import witan.openai.Ids;
import witan.openai.Model;
import witan.openai.Pictures;
import witan.openai.Sse;
import witan.openai.Usage;
import witan.protocol.gate.EmbedReply;
import witan.protocol.network.ExpertRecord;

/** OpenAI's surface: reads the request, asks {@link CachedAnswers}, writes the answer. */
@ApplicationScoped
class OpenAiApi implements Calls.Endpoint {

  private static final int LARGEST_BODY = 1 << 20;
  private static final String JSON = "application/json";
  private static final List<String> EMBEDDERS = List.of("all-MiniLM-L6-v2", "bge-small-en-v1.5");
  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";
  private static final String COMPLETIONS = "/v1/completions";
  private static final String EMBEDDINGS = "/v1/embeddings";
  private static final String MODELS = "/v1/models";
  private static final String DOCUMENT = "/v1/openapi.json";

  /** Each path's method; below {@link #MODELS} are those of one model each. */
  static final Map<String, String> METHODS =
      Map.of(
          CHAT, "POST",
          RESPONSES, "POST",
          COMPLETIONS, "POST",
          EMBEDDINGS, "POST",
          MODELS, "GET",
          DOCUMENT, "GET");

  private final CachedAnswers answers;
  private final Gate gate;
  private final Registry registry;
  private final ResponseAnswers responses;
  private final PassThrough passThrough;
  private final UpstreamChoice upstreams;
  private final Gatekeeper gatekeeper;
  private final Turnstile turnstile;
  private final Readers readers;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Instant started;
  private final byte[] document;

  @Inject
  OpenAiApi(
      CachedAnswers answers,
      Gate gate,
      Registry registry,
      ResponseAnswers responses,
      PassThrough passThrough,
      UpstreamChoice upstreams,
      Gatekeeper gatekeeper,
      Turnstile turnstile,
      Readers readers,
      InstantSource clock,
      RandomGenerator random) {
    this.answers = answers;
    this.gate = gate;
    this.registry = registry;
    this.responses = responses;
    this.passThrough = passThrough;
    this.upstreams = upstreams;
    this.gatekeeper = gatekeeper;
    this.turnstile = turnstile;
    this.readers = readers;
    this.clock = clock;
    this.random = random;
    this.started = clock.instant();
    this.document = document();
  }

  /** What is served here, in OpenAPI's words. */
  private static byte[] document() {
    try (InputStream document = OpenAiApi.class.getResourceAsStream("/openapi.json")) {
      return Objects.requireNonNull(document, "openapi.json").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void routes(@Observes Router router) {
    router.route(CHAT).handler(Calls.on(Pictures.MOST_REQUEST_BYTES, readers.patience(), this));
    router
        .route(RESPONSES)
        .handler(Calls.on(Pictures.MOST_REQUEST_BYTES, readers.patience(), this));
    router.route("/v1").handler(Calls.on(LARGEST_BODY, readers.patience(), this));
    router.route("/v1/*").handler(Calls.on(LARGEST_BODY, readers.patience(), this));
  }

  @Override
  public void handle(Call call) throws InterruptedException {
    try {
      dispatch(call);
    } catch (ApiException e) {
      refuse(call, e);
    } catch (AccessException e) {
      refuse(call, Refusals.of(e));
    } catch (AnswerException e) {
      refuse(call, Refusals.of(e, "messages"));
    } catch (GateException e) {
      refuse(
          call,
          e.status() / 100 == 4
              ? ApiException.invalid(null, "invalid_value", String.valueOf(e.getMessage()))
              : ApiException.unavailable(String.valueOf(e.getMessage())));
    }
  }

  private void dispatch(Call call) throws InterruptedException {
    String path =
        call.path().length() > 1 && call.path().endsWith("/")
            ? call.path().substring(0, call.path().length() - 1)
            : call.path();
    boolean oneModel = path.startsWith(MODELS + "/");
    String method = oneModel ? "GET" : METHODS.get(path);
    if (method == null) {
      throw Unserved.of(call.method(), path)
          .orElseGet(() -> ApiException.unknownPath(call.method(), path));
    }
    if (!call.method().equals(method)) {
      throw new ApiException(
          405,
          "invalid_request_error",
          "method_not_allowed",
          null,
          "%s is not for %s; send %s.".formatted(path, call.method(), method));
    }
    if (path.equals(DOCUMENT)) {
      call.reply(200, JSON, document, Map.of());
      return;
    }
    Caller caller = gatekeeper.admitted(call.header("authorization"), call.client());
    if (method.equals("POST")) {
      count(call, caller);
    }
    if (method.equals("POST")
        && passThrough.answers(call, upstreams::of, turnstile.meter(caller))) {
      return;
    }
    switch (path) {
      case CHAT -> chat(call, caller);
      case RESPONSES -> responses.answer(call, caller);
      case COMPLETIONS -> completion(call, caller);
      case EMBEDDINGS -> embeddings(call, caller);
      case MODELS -> reply(call, Model.list(models()));
      default -> {
        String id =
            URLDecoder.decode(
                path.substring(MODELS.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        reply(call, Model.find(models(), id).json());
      }
    }
  }

  private void count(Call call, Caller caller) {
    Turnstile.Turn turn = turnstile.count(caller);
    call.addHeaders(turn.headers());
    if (turn.refusal() != null) {
      throw ApiException.busy(turn.refusal());
    }
  }

  private void chat(Call call, Caller caller) throws InterruptedException {
    ChatRequest request = ChatRequest.parse(call.body(), random);
    Format format =
        new Format.Chat(
            new ChatCompletionChunk(
                Ids.chat(random),
                clock.instant().getEpochSecond(),
                request.model(),
                request.includeUsage()));
    answer(call, caller, Questions.of(request), request.stream(), format);
  }

  private void completion(Call call, Caller caller) throws InterruptedException {
    CompletionRequest request = CompletionRequest.parse(call.body(), random);
    Format format =
        new Format.Text(
            new CompletionChunk(
                Ids.completion(random),
                clock.instant().getEpochSecond(),
                request.model(),
                request.includeUsage()));
    answer(call, caller, Questions.of(request), request.stream(), format);
  }

  private void answer(
      Call call, Caller caller, List<Question> questions, boolean stream, Format format)
      throws InterruptedException {
    if (stream) {
      stream(call, caller, questions, format);
      return;
    }
    List<Answer> made =
        Choices.all(questions.size(), i -> ask(call, caller, i, questions.get(i), event -> {}));
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
    call.reply(
        200, JSON, format.whole(choices, usage(made), WitanField.of(made.getFirst())), Map.of());
  }

  /** The first of a request's answers has the request's id. */
  private Answer ask(
      Call call, Caller caller, int choice, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    return choice == 0
        ? answers.ask(call.id(), caller, question, listener)
        : answers.ask(caller, question, listener);
  }

  private void stream(Call call, Caller caller, List<Question> questions, Format format)
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

  private void embeddings(Call call, Caller caller) throws InterruptedException {
    EmbeddingRequest request = EmbeddingRequest.parse(call.body());
    boolean named = EMBEDDERS.contains(request.model());
    if (!named && !request.model().equals(Question.MIXTURE)) {
      throw ApiException.modelNotFound(request.model());
    }
    String model = named ? request.model() : EMBEDDERS.getFirst();
    EmbedReply reply = gate.embed(request.inputs(), model);
    turnstile.spend(caller, reply.tokens());
    call.reply(
        200,
        JSON,
        new Embeddings(model, Arrays.asList(reply.embeddings()), reply.tokens()).body(request),
        Map.of());
  }

  private List<Model> models() throws InterruptedException {
    Map<String, Model> models = new LinkedHashMap<>();
    models.put(Question.MIXTURE, new Model(Question.MIXTURE, started.getEpochSecond(), "witan"));
    for (ExpertRecord expert : registry.answering()) {
      String id = Registry.modelOf(expert);
      ObjectNode about = JsonNodeFactory.instance.objectNode();
      about.put("hotkey", expert.descriptor().hotkey().toString());
      about.put("model", expert.descriptor().model());
      about.put("vision", expert.descriptor().seesPictures());
      String owner = expert.descriptor().owner();
      models.putIfAbsent(
          id,
          new Model(
              id,
              expert.registeredAt().getEpochSecond(),
              owner.isEmpty() ? "witan" : owner,
              about));
    }
    for (String embedder : EMBEDDERS) {
      models.put(embedder, new Model(embedder, started.getEpochSecond(), "witan"));
    }
    return List.copyOf(models.values());
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

  private static void reply(Call call, JsonNode json) {
    call.reply(200, JSON, json.toString().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private static void refuse(Call call, ApiException e) {
    // OpenAI's clients would try again.
    if ("insufficient_quota".equals(e.code())) {
      call.reply(e.status(), JSON, e.body(), Map.of("x-should-retry", "false"));
      return;
    }
    Map<String, String> headers =
        switch (e.status()) {
          case 429, 503 -> Map.of("Retry-After", "1");
          case 401 -> Map.of("WWW-Authenticate", "Bearer");
          case 405 -> Map.of("Allow", METHODS.getOrDefault(call.path(), "GET"));
          default -> Map.of();
        };
    call.reply(e.status(), JSON, e.body(), headers);
  }

  @Override
  public void tooLarge(Call call, int limit) {
    refuse(call, ApiException.tooLarge(limit));
  }

  @Override
  public void failed(Call call) {
    refuse(call, ApiException.internal());
  }
}
