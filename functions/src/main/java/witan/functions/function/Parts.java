package witan.functions.function;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import witan.functions.experts.Directory;
import witan.functions.experts.Ledger;
import witan.functions.learning.GateLedger;
import witan.functions.learning.Learning;
import witan.functions.learning.LedgerVersions;
import witan.functions.learning.StoredVersions;
import witan.functions.question.Embedders;
import witan.functions.question.RecentQuestions;
import witan.gating.Balance;
import witan.gating.Exploration;
import witan.gating.Gate;
import witan.gating.LearningParameters;
import witan.protocol.key.ServiceKey;

/** Puts the plain classes together. */
class Parts {

  @Produces
  @Singleton
  Directory directory(@RestClient Ledger ledger, Embedders embedders, GateConfig config) {
    return new Directory(ledger::experts, embedders, InstantSource.system(), config.trust());
  }

  /** The key of this operator's services; none if it was not set. */
  @Produces
  @Singleton
  Optional<ServiceKey> serviceKey(
      @ConfigProperty(name = "witan.service-key") Optional<String> serviceKey) {
    return serviceKey.filter(key -> !key.isBlank()).map(ServiceKey::new);
  }

  @Produces
  @Singleton
  Learning learning(@RestClient GateLedger ledger, Optional<ServiceKey> key) {
    StoredVersions store =
        key.<StoredVersions>map(known -> new LedgerVersions(ledger, known))
            .orElse(StoredVersions.NONE);
    return new Learning(store, LearningParameters.DEFAULTS);
  }

  @Produces
  @Singleton
  Gating gating(Directory directory, Learning learning, Embedders embedders, GateConfig config) {
    GateConfig.ExplorationConfig exploration = config.exploration();
    return new Gating(
        new Gate(config.parameters()),
        directory,
        learning,
        new RecentQuestions(embedders::question, config.rememberedQuestions()),
        new Exploring(
            new Exploration(
                exploration.boldness(),
                exploration.load(),
                exploration.latency(),
                exploration.price()),
            new Balance(exploration.balanceStep(), exploration.balanceBound()),
            ThreadLocalRandom::current));
  }
}
