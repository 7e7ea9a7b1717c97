package witan.cli.bench.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import witan.cli.Json;

/**
 * A server that speaks OpenAI's chat completions and costs next to nothing, for gateways to be
 * measured in front of. A whole answer comes at once; a stream begins at once and goes on with a
 * delta each {@link #PACE_MILLIS}, held to the clock and not to the delta before. It takes traces,
 * too, and forgets them.
 */
final class MockExpert {

  static final int DELTAS = 64;
  static final int PACE_MILLIS = 20;

  private static final String CHUNK =
      """
      {"id":"chatcmpl-mock","object":"chat.completion.chunk","created":1700000000,"model":"mock",\
      "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}\
      """;
  private static final byte[] WHOLE =
      whole(
          """
          {"id":"chatcmpl-mock","object":"chat.completion","created":1700000000,"model":"mock",\
          "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},\
          "finish_reason":"stop"}],\
          "usage":{"prompt_tokens":12,"completion_tokens":32,"total_tokens":44}}\
          """
              .formatted("council ".repeat(32).strip()));
  private static final byte[] TAKEN =
      ascii("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n");
  private static final byte[] HEAD =
      ascii(
          """
          HTTP/1.1 200 OK\r
          Content-Type: text/event-stream\r
          Cache-Control: no-cache\r
          Transfer-Encoding: chunked\r
          \r
          """);
  private static final byte[] FIRST =
      event(CHUNK.formatted("{\"role\":\"assistant\",\"content\":\" token\"}", "null"));
  private static final byte[] DELTA = event(CHUNK.formatted("{\"content\":\" token\"}", "null"));
  private static final byte[] LAST = event(CHUNK.formatted("{}", "\"stop\""));
  private static final byte[] DONE = ascii(chunk("data: [DONE]\n\n") + "0\r\n\r\n");

  private MockExpert() {}

  /** Serves on the port of this machine that is its only argument, until the process is ended. */
  static void main(String[] arguments) throws IOException {
    try (ServerSocket server =
        new ServerSocket(Integer.parseInt(arguments[0]), 1024, InetAddress.getLoopbackAddress())) {
      serve(server);
    }
  }

  /** Serves until the socket is closed. */
  static void serve(ServerSocket server) throws IOException {
    while (true) {
      Socket client = server.accept();
      Thread.ofPlatform().daemon().start(() -> talk(client));
    }
  }

  private static void talk(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      for (Message request = Message.read(in); request != null; request = Message.read(in)) {
        byte[] body = request.body().readAllBytes();
        if (request.start().contains("/v1/traces")) {
          out.write(TAKEN);
        } else if (body.length > 0 && Json.MAPPER.readTree(body).path("stream").asBoolean()) {
          stream(out);
        } else {
          out.write(WHOLE); // to a GET too, by which gateways see whether it lives
        }
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static void stream(OutputStream out) throws IOException {
    long began = System.nanoTime();
    out.write(HEAD);
    for (int i = 0; i < DELTAS; i++) {
      long due = began + i * PACE_MILLIS * 1_000_000L;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      out.write(i == 0 ? FIRST : DELTA);
    }
    out.write(LAST);
    out.write(DONE);
  }

  private static byte[] whole(String json) {
    return ascii(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(json.length(), json));
  }

  private static byte[] event(String json) {
    return ascii(chunk("data: " + json + "\n\n"));
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
