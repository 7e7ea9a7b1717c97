package witan.cli.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.network.PartState;
import witan.cli.network.RunFolder;

/** A whole network of its own, real processes and all, for as long as it is evaluated. */
public final class EvalNetwork implements AutoCloseable {

  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final int MAX_TOKENS = 48;

  private final Path home;
  private final int portBase;
  private final Map<String, String> settings;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Ctrl-C must leave no network behind. */
  private final Thread interrupted = Thread.ofPlatform().unstarted(this::down);

  private EvalNetwork(Path home, int portBase, Map<String, String> settings) {
    this.home = home;
    this.portBase = portBase;
    this.settings = settings;
  }

  /** Starts the network of {@code experts} and returns when it answers. */
  static EvalNetwork start(Path experts, Path home, int portBase) {
    return start(experts, home, portBase, Map.of());
  }

  /**
   * The same with settings of its services.
   *
   * @param settings environment variables
   */
  public static EvalNetwork start(
      Path experts, Path home, int portBase, Map<String, String> settings) {
    var network = new EvalNetwork(home, portBase, settings);
    Runtime.getRuntime().addShutdownHook(network.interrupted);
    network.witan("up", "--detach", "--experts", experts.toString());
    return network;
  }

  /**
   * @param model {@code witan}, or {@code witan/NAME} for one expert
   * @param retrieval whether experts look into their corpora
   */
  public Asked ask(String question, String model, boolean retrieval) {
    return ask(null, question, model, retrieval);
  }

  /**
   * The same after a system message.
   *
   * @param instruction what the system message says; null for none
   */
  public Asked ask(@Nullable String instruction, String question, String model, boolean retrieval) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", model).put("temperature", 0).put("max_tokens", MAX_TOKENS);
    ArrayNode messages = body.putArray("messages");
    if (instruction != null) {
      messages.addObject().put("role", "system").put("content", instruction);
    }
    messages.addObject().put("role", "user").put("content", question);
    body.putObject("witan").put("retrieval", retrieval);
    long start = System.nanoTime();
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + portBase + "/v1/chat/completions"))
                  .timeout(ANSWER_TIMEOUT)
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode answer = Json.MAPPER.readTree(response.body());
      if (response.statusCode() != 200) {
        throw new Failure(
            "The network refused \"%s\": %s"
                .formatted(question, answer.at("/error/message").asText(response.body())));
      }
      return asked(answer, Duration.ofNanos(System.nanoTime() - start).toMillis());
    } catch (IOException e) {
      throw new Failure("The network did not answer \"" + question + "\".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("The evaluation was stopped.", e);
    }
  }

  private static Asked asked(JsonNode answer, long millis) {
    List<Asked.Vote> votes = new ArrayList<>();
    for (String group : List.of("experts", "considered")) {
      for (JsonNode expert : answer.path("witan").path(group)) {
        votes.add(
            new Asked.Vote(
                expert.path("name").asText(),
                expert.path("prior").asDouble(),
                expert.path("weight").asDouble()));
      }
    }
    return new Asked(
        answer.at("/choices/0/message/content").asText(),
        votes,
        answer.at("/usage/completion_tokens").asInt(),
        millis);
  }

  /** Where it lies. */
  public Home home() {
    return new Home(home);
  }

  /** Where its parts listen. */
  public Ports ports() {
    return new Ports(portBase);
  }

  /** The process of each part that runs, by the part's name. */
  public Map<String, ProcessHandle> processes() {
    return RunFolder.of(home(), RunFolder.NETWORK).parts().stream()
        .flatMap(part -> part.process().alive().map(one -> Map.entry(part.name(), one)).stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The port of each expert, by its name. */
  public Map<String, Integer> expertPorts() {
    int first = ports().expert(0);
    return RunFolder.of(home(), RunFolder.NETWORK).parts().stream()
        .filter(part -> part.port() >= first)
        .collect(Collectors.toMap(PartState::name, PartState::port));
  }

  @Override
  public void close() {
    down();
    http.close();
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private void down() {
    witan("down");
  }

  private void witan(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Folders.repository().resolve("witan").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", home.toString(), "--port-base", Integer.toString(portBase)));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(settings);
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(home.resolveSibling(home.getFileName() + ".out").toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new Failure(
            "\"%s\" failed; %s.out says why.".formatted(String.join(" ", command), home));
      }
    } catch (IOException e) {
      throw new Failure("./witan can't be started.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("The evaluation was stopped.", e);
    }
  }
}
