package witan.cli.network;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;

/** {@code expert remove}. */
@Command(
    name = "remove",
    description = "Takes back what expert add did, key and all; answers that it gives now end.")
final class ExpertRemoveCommand implements Runnable {

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "NAME", description = "The expert's name.")
  private String name = "";

  @Override
  public void run() {
    Home home = options.home();
    try {
      if (!name.matches("[A-Za-z0-9._-]+") || !Files.deleteIfExists(home.upstream(name))) {
        throw new Failure(
            "No expert called "
                + name
                + " was added in "
                + home.folder()
                + ". Those that were started end with: ./witan down");
      }
      Optional<String> gateway = RunningNetwork.of(home).map(SupervisorState::url);
      if (gateway.isPresent()) {
        try (HttpClient http = HttpClient.newHttpClient()) {
          if (!new GatewayExperts(http, gateway.get()).await(name, false)) {
            throw new Failure("The gateway still lists " + name + "; its log may say why.");
          }
        }
      }
    } catch (IOException e) {
      throw new Failure("The expert can't be removed: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted before the gateway had noticed.", e);
    }
    System.out.println(
        options.json() ? Json.pretty(Map.of("removed", name)) : "The expert " + name + " is gone.");
  }
}
