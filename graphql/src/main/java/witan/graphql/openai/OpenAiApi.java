package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import witan.graphql.access.AccessException;
import witan.graphql.access.Caller;
import witan.graphql.access.Gatekeeper;
import witan.graphql.access.Turnstile;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Question;
import witan.graphql.gate.Gate;
import witan.graphql.gate.GateException;
import witan.graphql.http.Call;
import witan.graphql.http.Calls;
import witan.graphql.http.Readers;
import witan.graphql.network.Registry;
import witan.graphql.stored.Owner;
import witan.graphql.stored.Stored;
import witan.graphql.stored.StoredException;
import witan.graphql.upstream.PassThrough;
import witan.openai.ApiException;
import witan.openai.EmbeddingRequest;
import witan.openai.Embeddings;
import witan.openai.Model;
import witan.openai.Pictures;
import witan.protocol.gate.EmbedReply;
import witan.protocol.network.ExpertRecord;

/** OpenAI's surface: lets callers in, counts them, and has what they ask for done. */
@ApplicationScoped
class OpenAiApi implements Calls.Endpoint {

  private static final Logger LOG = Logger.getLogger(OpenAiApi.class);
  private static final int LARGEST_BODY = 1 << 20;

  /** Of a body that the event loop reads; larger ones are read by a thread of their own. */
  private static final int READ_AT_ONCE = 64 << 10;

  private static final String JSON = "application/json";
  private static final List<String> EMBEDDERS = List.of("all-MiniLM-L6-v2", "bge-small-en-v1.5");

  private final CompletionAnswers completions;
  private final ResponseAnswers responses;
  private final TokenCounts tokenCounts;
  private final Compactions compactions;
  private final StoredChats storedChats;
  private final StoredResponses storedResponses;
  private final Stored stored;
  private final Gate gate;
  private final Registry registry;
  private final PassThrough passThrough;
  private final UpstreamChoice upstreams;
  private final Gatekeeper gatekeeper;
  private final Turnstile turnstile;
  private final Readers readers;
  private final Instant started;
  private final byte[] document;

  @Inject
  OpenAiApi(
      CompletionAnswers completions,
      ResponseAnswers responses,
      TokenCounts tokenCounts,
      Compactions compactions,
      StoredChats storedChats,
      StoredResponses storedResponses,
      Stored stored,
      Gate gate,
      Registry registry,
      PassThrough passThrough,
      UpstreamChoice upstreams,
      Gatekeeper gatekeeper,
      Turnstile turnstile,
      Readers readers,
      InstantSource clock) {
    this.completions = completions;
    this.responses = responses;
    this.tokenCounts = tokenCounts;
    this.compactions = compactions;
    this.storedChats = storedChats;
    this.storedResponses = storedResponses;
    this.stored = stored;
    this.gate = gate;
    this.registry = registry;
    this.passThrough = passThrough;
    this.upstreams = upstreams;
    this.gatekeeper = gatekeeper;
    this.turnstile = turnstile;
    this.readers = readers;
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
    for (Operation operation :
        List.of(Operation.CHAT, Operation.RESPOND, Operation.COUNT_TOKENS, Operation.COMPACT)) {
      router.route(operation.path()).handler(on(Pictures.MOST_REQUEST_BYTES));
    }
    router.route("/v1").handler(on(LARGEST_BODY));
    router.route("/v1/*").handler(on(LARGEST_BODY));
  }

  private Handler<RoutingContext> on(int limit) {
    return Calls.on(limit, readers.patience(), this);
  }

  /** What is only handed on needs no thread. */
  @Override
  public boolean takes(Call call) {
    if (isLarge(call) || !Operation.isMaking(call.method(), path(call))) {
      return false;
    }
    Consumer<Caller> next;
    try {
      PassThrough.Handed handed = passThrough.of(call, upstreams::of).orElse(null);
      if (handed == null) {
        return false;
      }
      next = caller -> hand(call, handed, caller);
    } catch (ApiException e) {
      next =
          caller -> {
            throw e; // once it is known who asks
          };
    }
    admit(call, next);
    return true;
  }

  private void admit(Call call, Consumer<Caller> next) {
    gatekeeper
        .admit(call.header("authorization"), call.client())
        .whenComplete((caller, failure) ->
            call.onLoop(() -> {
              try {
                if (failure != null) {
                  throw Gatekeeper.refusal(failure);
                }
                count(call, caller);
                next.accept(caller);
              } catch (ApiException e) {
                refuse(call, e);
              } catch (AccessException e) {
                refuse(call, Refusals.of(e));
              } catch (RuntimeException e) {
                LOG.errorf(e, "%s could not be handed on", call.path());
                failed(call);
              }
            }));
  }

  private static boolean isLarge(Call call) {
    return call.body().length > READ_AT_ONCE;
  }

  private void hand(Call call, PassThrough.Handed handed, Caller caller) {
    passThrough.hand(call, handed, turnstile.meter(caller), e -> refuse(call, e));
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
    } catch (StoredException e) {
      refuse(call, ApiException.unavailable(String.valueOf(e.getMessage())));
    } catch (GateException e) {
      refuse(
          call,
          e.status() / 100 == 4
              ? ApiException.invalid(null, "invalid_value", String.valueOf(e.getMessage()))
              : ApiException.unavailable(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void tooLarge(Call call, int limit) {
    refuse(call, ApiException.tooLarge(limit));
  }

  @Override
  public void failed(Call call) {
    refuse(call, ApiException.internal());
  }

  private void dispatch(Call call) throws InterruptedException {
    Operation.Asked asked = Operation.of(call.method(), path(call), stored.isOn());
    Operation operation = asked.operation();
    if (operation == Operation.READ_DOCUMENT) {
      call.reply(200, JSON, document, Map.of());
      return;
    }
    Caller caller = gatekeeper.admitted(call.header("authorization"), call.client());
    if (operation.makes() || operation.needsStore()) {
      count(call, caller);
    }
    if (operation.makes() && isLarge(call)) {
      Optional<PassThrough.Handed> handed = passThrough.of(call, upstreams::of);
      if (handed.isPresent()) {
        hand(call, handed.get(), caller);
        return;
      }
    }
    Owner owner = Owner.of(caller);
    String id = asked.id();
    switch (operation) {
      case READ_DOCUMENT -> throw new IllegalStateException("read already");
      case LIST_MODELS -> call.reply(Model.list(models()));
      case READ_MODEL -> call.reply(Model.find(models(), id).json());
      case EMBED -> embeddings(call, caller);
      case COMPLETE -> completions.completion(call, caller);
      case CHAT -> completions.chat(call, caller);
      case RESPOND -> responses.answer(call, caller);
      case COUNT_TOKENS -> tokenCounts.count(call, caller);
      case COMPACT -> compactions.compact(call, caller);
      case LIST_CHATS -> call.reply(storedChats.list(owner, Query.of(call)));
      case READ_CHAT -> call.reply(storedChats.read(owner, id));
      case CHANGE_CHAT -> call.reply(storedChats.change(owner, id, call.body()));
      case DELETE_CHAT -> call.reply(storedChats.delete(owner, id));
      case LIST_MESSAGES -> call.reply(storedChats.messages(owner, id, Query.of(call)));
      case READ_RESPONSE -> call.reply(storedResponses.read(owner, id, Query.of(call)));
      case DELETE_RESPONSE -> call.reply(storedResponses.delete(owner, id));
      case CANCEL_RESPONSE -> call.reply(storedResponses.cancel(owner, id));
      case LIST_INPUT -> call.reply(storedResponses.input(owner, id, Query.of(call)));
    }
  }

  /** A slash at its end means nothing. */
  private static String path(Call call) {
    String path = call.path();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private void count(Call call, Caller caller) {
    Turnstile.Turn turn = turnstile.count(caller);
    call.addHeaders(turn.headers());
    if (turn.refusal() != null) {
      throw ApiException.busy(turn.refusal());
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

  private void refuse(Call call, ApiException e) {
    // OpenAI's clients would try again.
    if ("insufficient_quota".equals(e.code())) {
      call.reply(e.status(), JSON, e.body(), Map.of("x-should-retry", "false"));
      return;
    }
    Map<String, String> headers =
        switch (e.status()) {
          case 429, 503 -> Map.of("Retry-After", "1");
          case 401 -> Map.of("WWW-Authenticate", "Bearer");
          case 405 -> Map.of("Allow", Operation.allowed(path(call), stored.isOn()));
          default -> Map.of();
        };
    call.reply(e.status(), JSON, e.body(), headers);
  }
}
