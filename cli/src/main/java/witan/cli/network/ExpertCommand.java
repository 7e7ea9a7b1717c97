package witan.cli.network;

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
    synopsisSubcommandLabel = "start",
    subcommands = ExpertCommand.StartCommand.class)
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

    @Override
    public void run() {
      Home home = options.home();
      Path repository = Folders.repository();
      ExpertFolder expert = new ExpertFolder(existing(repository));
      Ports ports = ports(home);
      String networkUrl = networkUrl(home, ports);
      home.prepare();
      refuseSameName(home, expert);
      int own = port == null ? freePort(home, ports) : port;
      FreePorts.check(Map.of(expert.name(), own));
      String reached = advertised(own);
      String what = "expert " + expert.name();
      Run run = new Run(home, "expert-" + expert.name(), ports.base(), reached, what);
      run.refuseSecond();
      Consumer<String> progress = options.json() ? System.err::println : System.out::println;
      Catalogue catalogue = Catalogue.ofRepository(repository);
      ModelCommand.models(options.json() ? System.err : System.out)
          .pull(expert.model().map(catalogue::named).orElse(catalogue.first()));
      if (detach) {
        run.detach(words(home, ports, expert, networkUrl, own, reached), progress);
        if (options.json()) {
          System.out.println(json(expert, reached, networkUrl));
        }
        return;
      }
      FileLock lock = run.claim(progress);
      Blueprint blueprint =
          new Blueprint(home, ports, HttpClient.newHttpClient(), repository, System.getenv());
      run.supervise(
          lock,
          () -> List.of(blueprint.expert(expert, host, own, networkUrl, reached)),
          progress,
          () ->
              System.out.println(
                  options.json()
                      ? json(expert, reached, networkUrl)
                      : "The "
                          + what
                          + " is ready at "
                          + reached
                          + " and registers with "
                          + networkUrl
                          + "."));
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

    private String networkUrl(Home home, Ports ports) {
      if (network != null) {
        String scheme = network.getScheme();
        if (network.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
          throw new Failure(
              "--network needs an address such as http://gateway:8080, not " + network + ".");
        }
        return network.toString().replaceAll("/+$", "");
      }
      if (RunningNetwork.of(home).isEmpty()) {
        throw new Failure(
            "No network runs in "
                + home.folder()
                + ". Start one with ./witan up, or name one elsewhere with --network URL.");
      }
      return Blueprint.url("127.0.0.1", ports.graphql());
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
      List<String> words = new ArrayList<>(List.of("expert", "start"));
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
