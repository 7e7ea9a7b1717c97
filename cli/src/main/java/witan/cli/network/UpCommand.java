package witan.cli.network;

import java.net.http.HttpClient;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.database.Postgres;
import witan.cli.key.Times;
import witan.cli.model.Catalogue;
import witan.cli.model.Model;
import witan.cli.model.ModelCommand;
import witan.cli.model.Models;
import witan.protocol.address.AllowedAddresses;

/** {@code up}: a whole network on this machine. */
@Command(
    name = "up",
    description = {
      "Starts a network on this machine and watches over it until Ctrl-C or ./witan down.",
      "Each sub-folder of the experts' folder becomes one expert."
    })
public final class UpCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(names = "--detach", description = "Return when the network is ready; it goes on running.")
  private boolean detach;

  @Option(
      names = "--experts",
      paramLabel = "DIR",
      description = "The folder of the experts' folders (default: inference/network).")
  private @Nullable Path experts;

  @Option(
      names = "--host",
      paramLabel = "ADDR",
      defaultValue = "127.0.0.1",
      description = "Where the gateway listens (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--allow-private",
      arity = "0..1",
      fallbackValue = "private",
      split = ",",
      paramLabel = "RANGE",
      description = {
        "Take experts with private addresses too, such as those of a local network: all of"
            + " 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and fc00::/7, or only the ranges named,"
            + " as in --allow-private=10.8.0.0/16. Experts on this machine are always taken."
      })
  private List<String> allowPrivate = List.of();

  @Option(
      names = "--store",
      paramLabel = "TIME",
      defaultValue = "0",
      description = {
        "Keep the chats and responses that clients of OpenAI's API want stored, in HOME/stored.mv,"
            + " for so long: 30d, 12h, 45m (default: nothing is kept)."
      })
  private String store = "0";

  @Option(names = "--supervised", hidden = true, description = "Started by up --detach.")
  private boolean supervised;

  @Override
  public void run() {
    checkRanges();
    checkStore();
    Home home = options.home();
    Ports ports = options.ports();
    Path repository = Folders.repository();
    Path folder = experts == null ? repository.resolve("inference/network") : experts;
    String url = Blueprint.url(Blueprint.reachable(host), ports.graphql());
    Run run = new Run(home, RunFolder.NETWORK, ports.base(), url, "network");
    Consumer<String> progress = options.json() ? System.err::println : System.out::println;

    home.prepare();
    List<ExpertFolder> found = ExpertFolder.all(folder.toAbsolutePath().normalize());
    ports.expert(found.size() - 1);
    HttpClient client = HttpClient.newHttpClient();
    Blueprint blueprint = new Blueprint(home, ports, client, repository, System.getenv());
    FileLock lock =
        run.claim(
            progress,
            () -> {
              FreePorts.check(blueprint.portsNeeded(found));
              if (blueprint.hasOwnDatabase()) {
                Postgres.check();
              }
              pull(repository, found);
            });
    if (!supervised) {
      progress.accept("Starting the network in " + home.folder() + " ...");
    }
    Runnable ready = () -> System.out.println(answer(home, ports, url, found));
    if (detach) {
      run.detach(lock, words(home, ports, folder), progress);
      ready.run();
    } else {
      FirstStake firstStake =
          new FirstStake(
              home,
              Blueprint.url("127.0.0.1", ports.ledger()),
              found.stream().map(ExpertFolder::name).toList(),
              progress);
      run.supervise(
          lock,
          () -> blueprint.parts(found, host, allowPrivate, store),
          progress,
          () -> {
            if (!supervised) {
              ready.run();
            }
            firstStake.start();
          });
    }
  }

  private void checkRanges() {
    try {
      AllowedAddresses.parse(allowPrivate);
    } catch (IllegalArgumentException e) {
      throw new Failure("--allow-private: " + e.getMessage() + ".", e);
    }
  }

  private void checkStore() {
    try {
      if (!store.equals("0")) {
        Times.span(store);
      }
    } catch (IllegalArgumentException e) {
      throw new Failure("--store: " + e.getMessage() + ".", e);
    }
  }

  private String answer(Home home, Ports ports, String url, List<ExpertFolder> experts) {
    return options.json() ? json(home, ports, url, experts) : welcome(ports, url);
  }

  private void pull(Path repository, List<ExpertFolder> experts) {
    Catalogue catalogue = Catalogue.ofRepository(repository);
    Models models = ModelCommand.models(options.json() ? System.err : System.out);
    List<Model> needed =
        experts.stream().flatMap(expert -> expert.pulled(catalogue).stream()).distinct().toList();
    needed.forEach(models::pull);
  }

  private List<String> words(Home home, Ports ports, Path folder) {
    List<String> words = new ArrayList<>();
    words.add("up");
    words.add("--supervised");
    words.add("--home=" + home.folder());
    words.add("--port-base=" + ports.base());
    words.add("--experts=" + folder.toAbsolutePath().normalize());
    words.add("--host=" + host);
    if (!allowPrivate.isEmpty()) {
      words.add("--allow-private=" + String.join(",", allowPrivate));
    }
    words.add("--store=" + store);
    return words;
  }

  private static String json(Home home, Ports ports, String url, List<ExpertFolder> experts) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("url", url);
    answer.put("openai", url + "/v1");
    answer.put("graphql", url + "/graphql");
    answer.put("ledger", Blueprint.url("127.0.0.1", ports.ledger()));
    answer.put("home", home.folder().toString());
    answer.put("experts", experts.stream().map(ExpertFolder::name).toList());
    return Json.pretty(answer);
  }

  private String welcome(Ports ports, String url) {
    return """

    The network is ready.
      Web page  %1$s/
      OpenAI    %1$s/v1
      GraphQL   %1$s/graphql
      Ledger    http://127.0.0.1:%2$d

    Try it:
      ./witan%3$s ask "What is the capital of France?"
      curl %1$s/v1/chat/completions -H 'Content-Type: application/json' \\
        -d '{"model": "witan", "messages": [{"role": "user", "content": "What is the capital of France?"}]}'

    Stop it with %4$s./witan%3$s down.
    """
        .formatted(url, ports.ledger(), options.homeWords(), detach ? "" : "Ctrl-C or ")
        .stripTrailing();
  }
}
