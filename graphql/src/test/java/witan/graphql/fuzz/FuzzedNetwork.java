package witan.graphql.fuzz;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeNetwork;

/**
 * Experts that all stay alive and stop after a few words, so that each failure is the gateway's.
 */
public final class FuzzedNetwork implements QuarkusTestResourceLifecycleManager {

  private static final int WORDS = 24;

  private final FakeNetwork network = new FakeNetwork();

  @Override
  public Map<String, String> start() {
    network
        .with(brief(new FakeExpert("anna", 1)), 0.4)
        .with(brief(new FakeExpert("bert", 2)), 0.3)
        .with(brief(new FakeExpert("cleo", 3)), 0.25)
        .with(brief(new FakeExpert("emil", 6)).seeing(), 0.01);
    String url = network.url().toString();
    return Map.of(
        "witan.ledger.url",
        url,
        "witan.functions.url",
        url,
        "witan.home",
        Path.of("target", "fuzzed").toAbsolutePath().toString(),
        "witan.stored.keep",
        "1h",
        "witan.answers.at-once",
        "100",
        "quarkus.http.test-port",
        "0");
  }

  private static FakeExpert brief(FakeExpert expert) {
    expert.mayEndFrom[0] = WORDS;
    return expert;
  }

  @Override
  public void stop() {
    network.close();
  }
}
