package witan.inference.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import witan.embedding.EmbeddingModel;
import witan.inference.expert.ExpertConfig;
import witan.inference.model.LiveExpert;
import witan.inference.model.LoadedExpert;
import witan.openai.ApiException;
import witan.openai.ChatRequest;
import witan.openai.ClassificationRequest;
import witan.openai.CompletionRequest;
import witan.openai.EmbeddingRequest;
import witan.openai.Model;
import witan.openai.PictureSource;
import witan.openai.Pictures;
import witan.protocol.address.PublicAddress;

/**
 * The OpenAI surface of the expert, for its owner: {@code /v1/chat/completions}, {@code
 * /v1/completions}, {@code /v1/embeddings}, {@code /v1/models}, and vLLM's {@code /v1/classify}.
 *
 * <p>With an API key set every caller must send it; without one only callers on loopback are
 * answered.
 */
@ApplicationScoped
class OpenAiPort {

  private static final Logger LOG = Logger.getLogger(OpenAiPort.class);
  private static final long MAX_BODY_BYTES = 2 << 20;

  private final ExpertConfig config;
  private final LiveExpert live;
  private final ChatAnswers chats;
  private final CompletionAnswers completions;
  private final EmbeddingAnswers embeddings;
  private final Classifications classifications;
  private final PictureSource pictures;
  private final ExecutorService workers;
  private final RandomGenerator random = new SecureRandom();
  private final long started = Instant.now().getEpochSecond();

  OpenAiPort(
      ExpertConfig config,
      LiveExpert live,
      ChatAnswers chats,
      CompletionAnswers completions,
      EmbeddingAnswers embeddings,
      Classifications classifications,
      Vertx vertx,
      @VirtualThreads ExecutorService workers) {
    this.config = config;
    this.live = live;
    this.chats = chats;
    this.completions = completions;
    this.embeddings = embeddings;
    this.classifications = classifications;
    this.pictures =
        config.vision().fetch() ? new RemotePictures(vertx, PublicAddress::is) : PictureSource.NONE;
    this.workers = workers;
  }

  void routes(@Observes Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
    BodyHandler withPictures = BodyHandler.create(false).setBodyLimit(Pictures.MOST_REQUEST_BYTES);
    router.route("/v1/*").handler(this::admit);
    router.post("/v1/chat/completions").handler(withPictures).handler(c -> work(c, this::chat));
    router.post("/v1/completions").handler(body).handler(c -> work(c, this::completion));
    router.post("/v1/embeddings").handler(body).handler(c -> work(c, this::embedding));
    router.post("/v1/classify").handler(body).handler(c -> work(c, this::classification));
    router.get("/v1/models").handler(c -> work(c, (_, exchange) -> exchange.json(200, models())));
    router.get("/v1/models/*").handler(c -> work(c, this::model));
    router
        .route("/v1/*")
        .handler(c ->
            new Exchange(c)
                .error(ApiException.unknownPath(c.request().method().name(), c.request().path())));
    router.route("/v1/*").failureHandler(this::failed);
  }

  @FunctionalInterface
  private interface Work {
    void on(RoutingContext context, Exchange exchange) throws IOException;
  }

  private void work(RoutingContext context, Work work) {
    Exchange exchange = new Exchange(context);
    workers.execute(() -> {
      try {
        work.on(context, exchange);
      } catch (ApiException refused) {
        exchange.error(refused);
      } catch (IOException gone) {
        LOG.debugf("An answer was not read to its end: %s", gone.getMessage());
        context.request().connection().close();
      } catch (RuntimeException e) {
        LOG.error("A request failed", e);
        exchange.error(ApiException.internal());
      }
    });
  }

  private void chat(RoutingContext context, Exchange exchange) throws IOException {
    ChatRequest request = ChatRequest.parse(bytes(context), random, pictures);
    requireModel(request.model());
    chats.answer(loaded(), request, random, exchange);
  }

  private void completion(RoutingContext context, Exchange exchange) throws IOException {
    CompletionRequest request = CompletionRequest.parse(bytes(context), random);
    requireModel(request.model());
    completions.answer(loaded(), request, random, exchange);
  }

  private void embedding(RoutingContext context, Exchange exchange) {
    EmbeddingRequest request = EmbeddingRequest.parse(bytes(context));
    exchange.json(200, embeddings.answer(loaded(), request));
  }

  private void classification(RoutingContext context, Exchange exchange) {
    ClassificationRequest request = ClassificationRequest.parse(bytes(context));
    exchange.json(200, classifications.answer(loaded(), request, random));
  }

  private void model(RoutingContext context, Exchange exchange) {
    String id =
        URLDecoder.decode(
            context.request().path().substring("/v1/models/".length()), StandardCharsets.UTF_8);
    exchange.json(200, Model.find(list(), id).json().toString().getBytes(StandardCharsets.UTF_8));
  }

  private byte[] models() {
    return Model.list(list()).toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<Model> list() {
    String owner = config.owner().orElse("witan");
    boolean sees = live.get().map(LoadedExpert::seesPictures).orElse(false);
    ObjectNode about =
        JsonNodeFactory.instance.objectNode().put("kind", "chat").put("vision", sees);
    List<Model> models = new ArrayList<>();
    models.add(new Model(config.name(), started, owner, about));
    for (EmbeddingModel embedding : EmbeddingModel.values()) {
      models.add(new Model(embedding.id(), started, "witan", kind("embedding")));
    }
    live.get().stream()
        .flatMap(expert -> expert.classifiers().stream())
        .forEach(c -> models.add(new Model(c.name(), started, owner, kind("classification"))));
    return models;
  }

  private static ObjectNode kind(String kind) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind);
  }

  /** The expert by its name, by its model's, or called as a gateway is. */
  private void requireModel(String model) {
    List<String> names =
        List.of(
            "witan",
            config.name(),
            "witan/" + config.name(),
            live.get().map(LoadedExpert::modelName).orElse(model));
    if (!names.contains(model)) {
      throw ApiException.modelNotFound(model);
    }
  }

  private LoadedExpert loaded() {
    return live.get().orElseThrow(() -> ApiException.unavailable(live.waitingFor()));
  }

  private void admit(RoutingContext context) {
    if (allowed(context)) {
      context.next();
      return;
    }
    new Exchange(context)
        .error(
            new ApiException(
                401,
                "invalid_request_error",
                "invalid_api_key",
                null,
                config.apiKey().isPresent()
                    ? "Incorrect API key. Send the expert's own as Authorization: Bearer KEY."
                    : "This expert answers on loopback only. Its owner can set witan.expert.api-key."));
  }

  private boolean allowed(RoutingContext context) {
    if (config.apiKey().isPresent()) {
      String sent = String.valueOf(context.request().getHeader("Authorization"));
      byte[] wanted = ("Bearer " + config.apiKey().get()).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(wanted, sent.getBytes(StandardCharsets.UTF_8));
    }
    String address = context.request().remoteAddress().hostAddress();
    return address != null
        && (address.startsWith("127.")
            || address.equals("::1")
            || address.startsWith("0:0:0:0:0:0:0:1"));
  }

  private void failed(RoutingContext context) {
    Exchange exchange = new Exchange(context);
    if (context.statusCode() == 413) {
      boolean chat = context.request().path().startsWith("/v1/chat/");
      exchange.error(ApiException.tooLarge(chat ? Pictures.MOST_REQUEST_BYTES : MAX_BODY_BYTES));
    } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
      exchange.error(
          ApiException.invalid(null, "invalid_request", "The request could not be read."));
    } else {
      LOG.error("A request failed", context.failure());
      exchange.error(ApiException.internal());
    }
  }

  private static byte[] bytes(RoutingContext context) {
    Buffer buffer = context.body().buffer();
    return buffer == null ? new byte[0] : buffer.getBytes();
  }
}
