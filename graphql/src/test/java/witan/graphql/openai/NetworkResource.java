package witan.graphql.openai;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeNetwork;

/** Three experts, a gate and a ledger for the gateway under test; one expert dies late. */
public final class NetworkResource implements QuarkusTestResourceLifecycleManager {

  private final FakeNetwork network = new FakeNetwork();
  private Path home = Path.of("target");

  @Override
  public Map<String, String> start() {
    FakeExpert dying = new FakeExpert("dora", 5);
    dying.fails(FakeExpert.Fault.DIE, 60);
    FakeExpert broken = new FakeExpert("broken", 4);
    broken.fails(FakeExpert.Fault.DIE, 20);
    network
        .with(new FakeExpert("anna", 1), 0.4)
        .with(new FakeExpert("bert", 2), 0.3)
        .with(new FakeExpert("cleo", 3), 0.25)
        .with(dying, 0.01)
        .with(new FakeExpert("emil", 6).seeing(), 0.01)
        .with(broken, 0.01);
    try {
      home = Files.createTempDirectory("gateway");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The tests share the experts: who was lost in one of them is asked again in the next.
    return Map.of(
        "witan.stored.keep",
        "30d",
        "witan.answers.breaker",
        "0.001S",
        "witan.ledger.url",
        network.url().toString(),
        "witan.functions.url",
        network.url().toString(),
        "witan.home",
        home.toString(),
        "witan.answers.at-once",
        "6",
        "witan.upstreams.loopback",
        "true",
        "witan.readers.patience",
        "10S",
        "quarkus.http.test-port",
        "0");
  }

  /** For tests that look at what the network was asked. */
  @Override
  public void inject(TestInjector tests) {
    tests.injectIntoFields(network, new TestInjector.MatchesType(FakeNetwork.class));
  }

  @Override
  public void stop() {
    network.close();
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
