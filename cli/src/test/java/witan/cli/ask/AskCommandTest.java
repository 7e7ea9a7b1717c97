package witan.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import witan.cli.Witan;

class AskCommandTest {
  private HttpServer gateway;
  private String asked = "";
  private @Nullable String authorization;
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int ask(int status, String reply, String... words) throws IOException {
    gateway = HttpServer.create();
    // A base of ports must leave room above it.
    for (int port = 31_000; gateway.getAddress() == null; port++) {
      try {
        gateway.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      } catch (IOException e) {
        // Taken: the next one.
      }
    }
    gateway.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    gateway.start();
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      String base = "--port-base=" + gateway.getAddress().getPort();
      String[] all = new String[words.length + 3];
      all[0] = base;
      all[1] = "ask";
      all[2] = "Who?";
      System.arraycopy(words, 0, all, 3, words.length);
      return line.execute(all);
    } finally {
      System.setOut(before);
    }
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.stop(0);
    }
  }

  @Test
  void aKeyIsBroughtAlongWhereThereIsOne() throws IOException {
    assertThat(ask(200, "{}", "--json", "--key", "wk-1-2")).isZero();
    assertThat(authorization).isEqualTo("Bearer wk-1-2");
    stop();

    assertThat(ask(200, "{}", "--json")).isZero();
    assertThat(authorization).isNull();
  }

  @Test
  void theAnswerIsPrintedAsItComesAndThenWhoAnswered() throws IOException {
    int exit =
        ask(
            200,
            """
            data: {"choices":[{"delta":{"content":"Prince "}}]}

            data: {"choices":[{"delta":{"content":"Metternich"}}]}

            data: {"choices":[],"witan":{"experts":[{"name":"music","weight":0.1},{"name":"cooking","prior":0.75,"weight":0.9,"evidence":0.5,"tokensAccepted":7,"status":"FAILED_OVER"}]}}

            data: [DONE]

            """);

    assertThat(exit).isZero();
    assertThat(asked).contains("\"Who?\"").contains("\"stream\":true").contains("\"witan\"");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            Prince Metternich

            EXPERT   PRIOR  EVIDENCE  WEIGHT  TOKENS  STATUS
            cooking  0.750  0.500     0.900   7       failed over
            music    -      -         0.100   -       -
            """);
  }

  @Test
  void whatTheGatewayRefusesIsItsOwnSentence() throws IOException {
    int exit = ask(404, "{\"error\":{\"message\":\"No model is called x.\"}}", "--model=x");

    assertThat(exit).isEqualTo(1);
    assertThat(err).hasToString("witan: No model is called x.\n");
  }

  @Test
  void anErrorInMidStreamEndsTheCommandWithItsSentence() throws IOException {
    int exit =
        ask(
            200,
            "data: {\"choices\":[{\"delta\":{\"content\":\"Pr\"}}]}\n\n"
                + "data: {\"error\":{\"message\":\"All experts are gone.\"}}\n\n");

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Pr");
    assertThat(err.toString()).contains("All experts are gone.");
  }

  @Test
  void jsonIsTheWholeAnswer() throws IOException {
    int exit = ask(200, "{\"choices\":[{\"message\":{\"content\":\"Me\"}}]}", "--json");

    assertThat(exit).isZero();
    assertThat(asked).contains("\"stream\":false");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"content\" : \"Me\"");
  }
}
