package witan.graphql.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.ClaimsWorth;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.NetworkInfo;

/** A gate and a ledger on one loopback port, with the experts that they know of. */
public final class FakeNetwork implements AutoCloseable {

  private final HttpServer server;
  private final Map<Supplier<ExpertRecord>, Double> experts = new LinkedHashMap<>();
  private final List<FakeExpert> own = new ArrayList<>();
  public final List<String> requests = new CopyOnWriteArrayList<>();
  public final List<GateRequest> gateRequests = new CopyOnWriteArrayList<>();

  /** The traces that calls to the gate were a part of, as W3C's header says it. */
  public final List<String> traceParents = new CopyOnWriteArrayList<>();

  public volatile int gateFailures;

  /** Where texts lie; null: each text of a request on an axis of its own. */
  public volatile @Nullable Function<String, float[]> meaning;

  public final FakeBooks books = new FakeBooks();
  public final FakeLedger ledger =
      new FakeLedger(
          () -> experts.keySet().stream().map(one -> one.get().descriptor().hotkey()).toList());

  /** What the gate says of those whom the asker brings along, and what it has learned of them. */
  public volatile double priorOfGuests = 1;

  public volatile @Nullable ClaimsWorth claimsOfGuests;

  public FakeNetwork() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public FakeNetwork with(FakeExpert expert, double prior) {
    own.add(expert);
    return with(expert::record, prior);
  }

  /** One of its own experts. */
  public FakeExpert expert(String name) {
    return own.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** An expert that somebody else runs. */
  public FakeNetwork with(Supplier<ExpertRecord> expert, double prior) {
    experts.put(expert, prior);
    return this;
  }

  /** How many sessions its experts have open. */
  public int open() {
    return own.stream().mapToInt(expert -> expert.open.get()).sum();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    own.forEach(FakeExpert::close);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    switch (path) {
      case "/gate" -> {
        if (gateFailures > 0) {
          gateFailures--;
          send(exchange, 503, Map.of("detail", "warming up"));
        } else {
          GateRequest request = Json.read(body, GateRequest.class);
          gateRequests.add(request);
          String trace = exchange.getRequestHeaders().getFirst("traceparent");
          if (trace != null) {
            traceParents.add(trace);
          }
          send(exchange, 200, gate(request));
        }
      }
      case "/embed" -> {
        EmbedRequest request = Json.read(body, EmbedRequest.class);
        int count = request.texts().size();
        float[][] embeddings = new float[count][384];
        for (int i = 0; i < count; i++) {
          embeddings[i] = meaning == null ? axis(i) : meaning.apply(request.texts().get(i));
        }
        send(exchange, 200, new EmbedReply(String.valueOf(request.model()), embeddings, 3 * count));
      }
      case "/network/experts" ->
          send(
              exchange,
              200,
              new ExpertList(1, experts.keySet().stream().map(Supplier::get).toList()));
      case "/network" -> send(exchange, 200, new NetworkInfo("test", experts.size(), 1, 0));
      case "/requests" -> send(exchange, 200, requests); // for tests in another process or loader
      case "/network/heartbeats" -> send(exchange, 404, Map.of("detail", "not registered"));
      default -> {
        if (!books.answers(exchange, path, body) && !ledger.answers(exchange, path, body)) {
          send(exchange, path.startsWith("/network/gateways") ? 204 : 404, Map.of());
        }
      }
    }
  }

  public static float[] axis(int i) {
    float[] axis = new float[384];
    axis[i % 384] = 1;
    return axis;
  }

  private GateReply gate(GateRequest request) {
    List<Candidate> candidates = new ArrayList<>();
    experts.forEach((expert, prior) -> {
      if (request.policy().allows(expert.get().descriptor())) {
        candidates.add(new Candidate(expert.get(), prior, 0.7, List.of("near")));
      }
    });
    request.guests().stream()
        .filter(guest -> request.policy().allows(guest.descriptor()))
        .map(guest -> new Candidate(guest, priorOfGuests, 0, List.of("brought"), claimsOfGuests))
        .forEach(candidates::add);
    candidates.sort((a, b) -> Double.compare(b.prior(), a.prior()));
    return new GateReply("fake-1", new float[384], 1, 0.1, 0.2, 0.1, candidates, 1.5);
  }

  static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    if (status != 204) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
