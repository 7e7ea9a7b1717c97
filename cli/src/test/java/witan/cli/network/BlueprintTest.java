package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Home;
import witan.cli.Ports;

class BlueprintTest {
  @TempDir private Path folder;

  private Blueprint blueprint(Map<String, String> environment) {
    return new Blueprint(
        new Home(folder), new Ports(9000), HttpClient.newHttpClient(), folder, environment);
  }

  @Test
  void theUsualDatasourceSettingsReplaceTheOwnDatabase() {
    assertThat(blueprint(Map.of()).hasOwnDatabase()).isTrue();
    assertThat(blueprint(Map.of()).portsNeeded(List.of())).containsEntry("postgres", 9006);

    Blueprint named =
        blueprint(Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://elsewhere/witan"));
    assertThat(named.hasOwnDatabase()).isFalse();
    assertThat(named.portsNeeded(List.of())).doesNotContainKey("postgres");
  }

  @Test
  void whoeverCanReachItFromElsewhereNeedsAKey() {
    assertThat(List.of("127.0.0.1", "::1", "localhost")).allMatch(Blueprint::isLoopback);
    assertThat(List.of("0.0.0.0", "::", "192.0.2.7", "gateway.example"))
        .noneMatch(Blueprint::isLoopback);
  }

  @Test
  void everyAddressIsReachedOverLoopbackOnThisMachine() {
    assertThat(Blueprint.reachable("0.0.0.0")).isEqualTo("127.0.0.1");
    assertThat(Blueprint.url("::1", 80)).isEqualTo("http://[::1]:80");
  }

  @Test
  void expertsMayBeOnThisMachineAndWhereElseTheOwnerSays() throws IOException {
    for (String service : List.of("ledger", "functions", "graphql")) {
      Path built = folder.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
      Files.createDirectories(built.getParent());
      Files.createFile(built);
    }
    Map<String, String> elsewhere =
        Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://elsewhere/witan");

    List<Part> parts =
        blueprint(elsewhere).parts(List.of(), "0.0.0.0", List.of("10.8.0.0/16"), "30d");
    assertThat(parts)
        .filteredOn(part -> List.of("ledger", "graphql").contains(part.name()))
        .extracting(part -> part.environment().get("WITAN_EXPERTS_PRIVATE_ADDRESSES"))
        .containsExactly("loopback,10.8.0.0/16", "loopback,10.8.0.0/16");
    assertThat(parts)
        .extracting(part -> part.environment().get("WITAN_STORED_KEEP"))
        .containsExactly(null, null, "30d");
  }
}
