package witan.cli.network;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.model.Catalogue;
import witan.cli.model.ModelCommand;

/** {@code expert}: experts beside those that {@code up} starts. */
@Command(
    name = "expert",
    description = "Adds experts to a running network.",
    synopsisSubcommandLabel = "(start | add | remove)",
    subcommands = {
      ExpertCommand.StartCommand.class,
      ExpertAddCommand.class,
      ExpertRemoveCommand.class
    })
public final class ExpertCommand {
  @Mixin private GlobalOptions options = new GlobalOptions();

  /** {@code expert start}. */
  @Command(
      name = "start",
      description = {
        "Starts one expert and adds it to a running network, until Ctrl-C or ./witan down.",
        "On another machine than the network's, name the network and how to be reached:",
        "  ./witan expert start my-expert --network http://GATEWAY:8080 --host 0.0.0.0"
            + " --advertise http://THIS-MACHINE:8090"
      })
  static final class StartCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(
        paramLabel = "DIR/NAME",
        description = "The expert's folder; its last name is the expert's.")
    private Path folder = Path.of(".");

    @Option(
        names = "--network",
        paramLabel = "URL",
        description = "The gateway of the network (default: the network that runs in --home).")
    private @Nullable URI network;

    @Option(
        names = "--host",
        paramLabel = "ADDR",
        defaultValue = "127.0.0.1",
        description = "Where the expert listens (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
        names = "--advertise",
        paramLabel = "URL",
        description = "Where gateways reach the expert (default: http://HOST:PORT).")
    private @Nullable URI advertise;

    @Option(
        names = "--port",
        paramLabel = "N",
        description = "Where the expert listens (default: the first free port of the network's).")
    private @Nullable Integer port;

    @Option(names = "--detach", description = "Return when the expert is ready.")
    private boolean detach;

    @Option(
        names = "--supervised",
        hidden = true,
        description = "Started by expert start --detach.")
    private boolean supervised;

    @Override
    public void run() {
      Home home = options.home();
      Path repository = Folders.repository();
      ExpertFolder expert = new ExpertFolder(existing(repository));
      Ports ports = ports(home);
      String networkUrl = networkUrl(home);
      home.prepare();
      requireNetwork(networkUrl);
      refuseSameName(home, expert);
      int own = port == null ? freePort(home, ports) : port;
      String reached = advertised(own);
      String what = "expert " + expert.name();
      Run run = new Run(home, "expert-" + expert.name(), ports.base(), reached, what);
      Consumer<String> progress = options.json() ? System.err::println : System.out::println;
      FileLock lock =
          run.claim(
              progress,
              () -> {
                FreePorts.check(Map.of(expert.name(), own));
                pull(Catalogue.ofRepository(repository), expert);
              });
      if (!supervised) {
        progress.accept("Starting the " + what + " ...");
      }
      Runnable ready = () -> System.out.println(answer(expert, reached, networkUrl));
      if (detach) {
        run.detach(lock, words(home, ports, expert, networkUrl, own, reached), progress);
        ready.run();
        return;
      }
      Blueprint blueprint =
          new Blueprint(home, ports, HttpClient.newHttpClient(), repository, System.getenv());
      run.supervise(
          lock,
          () -> List.of(blueprint.expert(expert, host, own, networkUrl, reached)),
          progress,
          supervised ? () -> {} : ready);
    }

    private void pull(Catalogue catalogue, ExpertFolder expert) {
      expert
          .pulled(catalogue)
          .ifPresent(ModelCommand.models(options.json() ? System.err : System.out)::pull);
    }

    private String answer(ExpertFolder expert, String reached, String networkUrl) {
      return options.json()
          ? json(expert, reached, networkUrl)
          : "The expert "
              + expert.name()
              + " is ready at "
              + reached
              + " and registers with "
              + networkUrl
              + ".\nStop it with "
              + (detach ? "./witan down." : "Ctrl-C or ./witan down.");
    }

    /** An expert that can't register would wait for ever: better said at once. */
    private static void requireNetwork(String networkUrl) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        if (Probe.http(client, URI.create(networkUrl + "/network")).ready()) {
          return;
        }
      } catch (IOException e) {
        // Said below.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new Failure(
          "No network answers at "
              + networkUrl
              + ". Name the address of its gateway with --network URL.");
    }

    /** A folder, or the name of one of the experts that come with the repository. */
    private Path existing(Path repository) {
      Path shipped = repository.resolve("inference/network").resolve(folder);
      return !Files.isDirectory(folder) && Files.isDirectory(shipped) ? shipped : folder;
    }

    private Ports ports(Home home) {
      if (options.hasPortBase()) {
        return options.ports();
      }
      return RunningNetwork.of(home)
          .map(state -> new Ports(state.portBase()))
          .orElse(options.ports());
    }

    private String networkUrl(Home home) {
      if (network != null) {
        String scheme = network.getScheme();
        if (network.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
          throw new Failure(
              "--network needs an address such as http://gateway:8080, not " + network + ".");
        }
        return network.toString().replaceAll("/+$", "");
      }
      return RunningNetwork.of(home)
          .map(SupervisorState::url)
          .orElseThrow(() ->
              new Failure(
                  "No network runs in "
                      + home.folder()
                      + ". Start one with ./witan up, or name one elsewhere with --network URL."));
    }

    private String advertised(int own) {
      if (advertise != null) {
        if (advertise.getHost() == null) {
          throw new Failure(
              "--advertise needs an address such as http://this-machine:"
                  + own
                  + ", not "
                  + advertise
                  + ".");
        }
        return advertise.toString().replaceAll("/+$", "");
      }
      if (host.equals("0.0.0.0") || host.equals("::")) {
        throw new Failure(
            "With --host " + host + ", say how gateways reach this machine: --advertise URL.");
      }
      return Blueprint.url(host, own);
    }

    private static void refuseSameName(Home home, ExpertFolder expert) {
      Optional<PartState> same =
          RunFolder.all(home).stream()
              .flatMap(group -> group.parts().stream())
              .filter(part -> part.name().equals(expert.name()))
              .filter(part -> part.process().alive().isPresent())
              .findFirst();
      if (same.isPresent()) {
        throw new Failure(
            "An expert called "
                + expert.name()
                + " is already running (pid "
                + same.get().process().pid()
                + ").");
      }
    }

    private static int freePort(Home home, Ports ports) {
      List<Integer> taken =
          RunFolder.all(home).stream()
              .flatMap(group -> group.parts().stream())
              .map(PartState::port)
              .toList();
      int index = 0;
      while (taken.contains(ports.expert(index)) || !FreePorts.isFree(ports.expert(index))) {
        index++;
      }
      return ports.expert(index);
    }

    private List<String> words(
        Home home, Ports ports, ExpertFolder expert, String networkUrl, int own, String reached) {
      List<String> words = new ArrayList<>(List.of("expert", "start", "--supervised"));
      words.add(expert.folder().toString());
      words.add("--home=" + home.folder());
      words.add("--port-base=" + ports.base());
      words.add("--network=" + networkUrl);
      words.add("--host=" + host);
      words.add("--port=" + own);
      words.add("--advertise=" + reached);
      return words;
    }

    private static String json(ExpertFolder expert, String reached, String networkUrl) {
      return Json.pretty(Map.of("expert", expert.name(), "url", reached, "network", networkUrl));
    }
  }
}
