package witan.graphql.trace;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.fake.FakeUpstream;

/** Three experts, of whom the lightest dies at the answer's twentieth token, and an upstream. */
public final class TracedNetwork implements QuarkusTestResourceLifecycleManager {

  /** An answer that is longer loses an expert. */
  static final int DIES_AT = 20;

  final FakeNetwork network = new FakeNetwork();
  final FakeExpert anna = new FakeExpert("anna", 1);
  final FakeUpstream giant = new FakeUpstream();

  @Override
  public Map<String, String> start() {
    FakeExpert cleo = new FakeExpert("cleo", 3);
    cleo.fails(FakeExpert.Fault.DIE, DIES_AT);
    network.with(anna, 0.4).with(new FakeExpert("bert", 2), 0.35).with(cleo, 0.25);
    Path home;
    try {
      home = Files.createTempDirectory("gateway");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    network.priorOfGuests = 0;
    giant.addTo(home, "giant", "rw-------");
    return Map.of(
        "witan.answers.breaker",
        "0.001S",
        "witan.ledger.url",
        network.url().toString(),
        "witan.functions.url",
        network.url().toString(),
        "witan.home",
        home.toString(),
        "witan.upstreams.loopback",
        "true",
        "quarkus.http.test-port",
        "0");
  }

  @Override
  public void inject(TestInjector tests) {
    tests.injectIntoFields(this, new TestInjector.MatchesType(TracedNetwork.class));
  }

  @Override
  public void stop() {
    giant.close();
    network.close();
  }
}
