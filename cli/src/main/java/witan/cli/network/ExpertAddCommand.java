package witan.cli.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;
import witan.protocol.key.HotkeyPair;

/** {@code expert add}. */
@Command(
    name = "add",
    description = {
      "Adds a server that speaks OpenAI's API (vLLM, llama.cpp, Ollama ...) to the network that runs"
          + " in --home, and returns when it can be asked.",
      "It answers as witan/NAME, where no expert's corpus fits a question, and when the experts are"
          + " gone. Its key stays in a file of the network's home that only you can read."
    })
final class ExpertAddCommand implements Runnable {

  private static final Duration ASKED = Duration.ofSeconds(10);

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "NAME", description = "The expert's name.")
  private String name = "";

  @Option(
      names = "--openai",
      required = true,
      paramLabel = "URL",
      description = "The server's address, such as http://localhost:11434/v1.")
  private String url = "";

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "The server's name of the model (default: the first that it lists).")
  private @Nullable String model;

  @Option(
      names = "--key-file",
      paramLabel = "F",
      description = "A file that holds the server's API key (default: it wants none).")
  private @Nullable Path keyFile;

  @Option(names = "--tools", description = "Its model calls tools: chats that need some go to it.")
  private boolean tools;

  @Override
  public void run() {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new Failure(
          "A name is of letters, digits, dot, hyphen and underscore, begins with a letter or digit"
              + " and has at most 64 of them; '"
              + name
              + "' is not.");
    }
    if (ExpertFolder.TAKEN.contains(name)) {
      throw new Failure("'" + name + "' is already the name of a part. Choose another name.");
    }
    Home home = options.home();
    String gateway =
        RunningNetwork.of(home)
            .map(SupervisorState::url)
            .orElseThrow(() -> RunningNetwork.noneRuns(options));
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(ASKED).build()) {
      GatewayExperts experts = new GatewayExperts(http, gateway);
      Path file = home.upstream(name);
      if (Files.exists(file) || experts.names().contains(name)) {
        throw new Failure(
            "An expert called %s is already there. Choose another name%s."
                .formatted(
                    name,
                    Files.exists(file)
                        ? ", or remove it with: ./witan expert remove " + name
                        : ""));
      }
      String key = key();
      Server server = server(http, key);
      write(file, server, key, tools);
      if (!experts.await(name, true)) {
        Files.delete(file);
        throw new Failure(
            "The gateway did not take " + name + "; its log says why: ./witan logs graphql.");
      }
      System.out.println(
          options.json()
              ? Json.pretty(
                  Map.of("expert", name, "url", server.url().toString(), "model", server.model()))
              : "The expert %s answers with %s at %s.%nAsk for it by the model name witan/%1$s."
                  .formatted(name, server.model(), server.url()));
    } catch (IOException e) {
      throw new Failure("The expert can't be added: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted before the expert was added.", e);
    }
  }

  private @Nullable String key() {
    if (keyFile == null) {
      return null;
    }
    try {
      String key = Files.readString(keyFile).strip();
      if (key.isEmpty() || key.contains("\n")) {
        throw new Failure("The file " + keyFile + " does not hold one line with a key.");
      }
      return key;
    } catch (IOException e) {
      throw new Failure("The file " + keyFile + " can't be read.", e);
    }
  }

  /** Where the server answers, and with which model. */
  private record Server(URI url, String model) {}

  private Server server(HttpClient http, @Nullable String key) throws InterruptedException {
    URI given = URI.create(url.replaceAll("/+$", "").replace(" ", "%20"));
    boolean web = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
    if (!web || given.getHost() == null) {
      throw new Failure(
          "--openai needs an address such as http://localhost:11434/v1, not " + url + ".");
    }
    HttpResponse<String> listed = models(http, given, key);
    URI base = given;
    if (listed.statusCode() == 404 && given.getPath().isEmpty()) {
      base = URI.create(given + "/v1");
      listed = models(http, base, key);
    }
    if (listed.statusCode() == 401 || listed.statusCode() == 403) {
      throw new Failure(
          keyFile == null
              ? url + " wants a key: name a file that holds it with --key-file F."
              : url + " refuses the key in " + keyFile + ".");
    }
    if (model != null) {
      return new Server(base, model);
    }
    String first = "";
    try {
      JsonNode list = Json.MAPPER.readTree(listed.body());
      first = list.at("/data/0/id").asText("");
    } catch (IOException e) {
      // Said below.
    }
    if (first.isEmpty()) {
      throw new Failure(
          "%s/models lists no models (status %d). Check the address, or name the model with --model M."
              .formatted(base, listed.statusCode()));
    }
    return new Server(base, first);
  }

  private static HttpResponse<String> models(HttpClient http, URI base, @Nullable String key)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/models")).timeout(ASKED);
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Failure("Nothing answers at " + base + ": " + Failure.reason(e) + ".", e);
    }
  }

  private static void write(Path file, Server server, @Nullable String key, boolean tools)
      throws IOException {
    ObjectNode entry = Json.MAPPER.createObjectNode();
    entry.put("url", server.url().toString()).put("model", server.model());
    entry.put("hotkey", HotkeyPair.generate().hotkey().hex());
    if (key != null) {
      entry.put("key", key);
    }
    if (tools) {
      entry.put("tools", true);
    }
    Home.writePrivate(file, Json.pretty(entry));
  }
}
