package witan.cli.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.network.RunningNetwork;

/** {@code ask}: one question, its answer as it comes, and who answered. */
@Command(name = "ask", description = "Asks the running network, and shows who answered.")
public final class AskCommand implements Runnable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(5);

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "QUESTION", description = "The question.")
  private String question = "";

  @Option(
      names = "--model",
      defaultValue = "witan",
      description = "The mixture, or one expert: witan/NAME (default: ${DEFAULT-VALUE}).")
  private String model = "witan";

  @Option(
      names = "--temperature",
      defaultValue = "0",
      description = "How free the answer is, 0 to 2 (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(names = "--max-tokens", paramLabel = "N", description = "The answer's longest length.")
  private @Nullable Integer maxTokens;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:WITAN_API_KEY}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "The API key, where the gateway wants one (default: $WITAN_API_KEY).")
  private @Nullable String key;

  @Override
  public void run() {
    URI gateway = URI.create(RunningNetwork.gateway(options) + "/v1/chat/completions");
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(gateway)
              .timeout(ANSWER)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body().toString()));
      if (key != null && !key.isBlank()) {
        request.header("Authorization", "Bearer " + key);
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        if (response.statusCode() != 200) {
          throw new Failure(sentence(in.readAllBytes(), response.statusCode()));
        }
        if (options.json()) {
          System.out.println(Json.pretty(Json.MAPPER.readTree(in)));
        } else {
          print(in);
        }
      }
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new Failure(
          "No network answers at "
              + gateway.resolve("/")
              + ". Start one with ./witan up, or name its --port-base or --home.",
          e);
    } catch (IOException e) {
      throw new Failure("The answer broke off: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ObjectNode body() {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", model);
    body.put("temperature", temperature);
    body.put("stream", !options.json());
    if (maxTokens != null) {
      body.put("max_tokens", maxTokens);
    }
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    return body;
  }

  private static void print(InputStream in) throws IOException {
    JsonNode witan = null;
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.startsWith("data:") || line.endsWith("[DONE]")) {
        continue;
      }
      JsonNode chunk = Json.MAPPER.readTree(line.substring("data:".length()));
      if (chunk.has("error")) {
        System.out.println();
        throw new Failure(chunk.path("error").path("message").asText("The answer broke off."));
      }
      System.out.print(chunk.path("choices").path(0).path("delta").path("content").asText(""));
      System.out.flush();
      if (chunk.path("witan").path("experts").isArray()) {
        witan = chunk.path("witan");
      }
    }
    System.out.println();
    if (witan != null) {
      System.out.println();
      System.out.println(contributions(witan.path("experts")));
    }
  }

  /** Who answered, the largest weight first. */
  static Table contributions(JsonNode experts) {
    Table table = new Table("EXPERT", "PRIOR", "EVIDENCE", "WEIGHT", "TOKENS", "STATUS");
    Stream<JsonNode> each = experts.valueStream();
    each.sorted((a, b) -> Double.compare(b.path("weight").asDouble(), a.path("weight").asDouble()))
        .forEach(expert ->
            table.row(
                expert.path("name").asText("?"),
                share(expert.path("prior")),
                share(expert.path("evidence")),
                share(expert.path("weight")),
                expert.path("tokensAccepted").asText("-"),
                expert.path("status").asText("-").toLowerCase(Locale.ROOT).replace('_', ' ')));
    return table;
  }

  private static String share(JsonNode number) {
    return number.isNumber() ? String.format(Locale.ROOT, "%.3f", number.asDouble()) : "-";
  }

  private static String sentence(byte[] answer, int status) {
    try {
      JsonNode error = Json.MAPPER.readTree(answer).path("error").path("message");
      if (error.isTextual()) {
        return error.asText();
      }
    } catch (IOException e) {
      // Not JSON: the status has to do.
    }
    return "The gateway answered with status " + status + ".";
  }
}
