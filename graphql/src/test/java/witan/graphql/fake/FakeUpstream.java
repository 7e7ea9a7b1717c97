package witan.graphql.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;

/** A server that speaks OpenAI's API, says one thing, and fails when told to. */
public final class FakeUpstream implements AutoCloseable {

  /** What it always says, in pieces that cut a character in two on the wire. */
  public static final List<String> PIECES = List.of("The answer", " is größer", " than 41.");

  /** All of it. */
  public static final String SAYS = String.join("", PIECES);

  /** How it fails. */
  public enum Fault {
    NONE,
    REFUSES,
    BREAKS_OFF,
    SENDS_RUBBISH
  }

  /** Whether its file says that it calls tools. */
  public volatile boolean tools;

  private final List<String> pieces;
  private final HttpServer server;
  public final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  public final List<String> paths = new CopyOnWriteArrayList<>();
  public final List<String> keys = new CopyOnWriteArrayList<>();

  /** The traces that its calls were a part of, as W3C's header says it. */
  public final List<String> traceParents = new CopyOnWriteArrayList<>();

  public volatile Fault fault = Fault.NONE;

  /** Where it sends everybody on to; nowhere if empty. */
  public volatile String leadsTo = "";

  public FakeUpstream() {
    this(PIECES);
  }

  public FakeUpstream(List<String> pieces) {
    this.pieces = pieces;
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    for (String path : List.of("chat/completions", "responses", "embeddings")) {
      server.createContext("/v1/" + path, this::answer);
    }
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Writes its file into a network's home. */
  public Path addTo(Path home, String name, String permissions) {
    ObjectNode entry = Json.mapper().createObjectNode();
    entry.put("url", url()).put("model", "giant-1").put("key", "secret");
    entry.put("tools", tools);
    entry.put("hotkey", HotkeyPair.generate().hotkey().toString());
    try {
      Path folder = Files.createDirectories(home.resolve("upstreams"));
      Path file = folder.resolve(name + ".json");
      Files.writeString(file, entry.toString());
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode body = Json.mapper().readTree(exchange.getRequestBody());
    bodies.add(body);
    paths.add(exchange.getRequestURI().getPath());
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    traceParents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
    if (!leadsTo.isEmpty()) {
      // 307 is what clients that follow redirects follow with the same method, body and headers.
      exchange.getResponseHeaders().set("Location", leadsTo);
      send(exchange, 307, "{}");
    } else if (fault == Fault.REFUSES) {
      send(exchange, 500, "{\"error\":{\"message\":\"no\"}}");
    } else if (body.path("stream").asBoolean()) {
      stream(exchange);
    } else {
      ObjectNode reply = Json.mapper().createObjectNode();
      reply.put("object", "chat.completion").put("model", body.path("model").asText());
      ObjectNode choice = reply.putArray("choices").addObject();
      choice.put("index", 0).put("finish_reason", "stop");
      choice.putObject("message").put("role", "assistant").put("content", String.join("", pieces));
      send(exchange, 200, reply.toString());
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      if (fault == Fault.SENDS_RUBBISH) {
        out.write("data: {\"choices\": [\n\n".getBytes(StandardCharsets.UTF_8));
        return;
      }
      for (String piece : pieces) {
        ObjectNode chunk = Json.mapper().createObjectNode();
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.putObject("delta").put("content", piece);
        choice.putNull("finish_reason");
        byte[] bytes = ("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8);
        // Wherever the pieces of a connection end, lines and characters go on.
        out.write(bytes, 0, bytes.length - 12);
        out.flush();
        out.write(bytes, bytes.length - 12, 12);
        out.flush();
        if (fault == Fault.BREAKS_OFF) {
          return;
        }
      }
      out.write(
          ("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                  + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":9}}\n\n"
                  + "data: [DONE]\n\n")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
