package witan.functions.function;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import witan.functions.experts.Directory;
import witan.functions.experts.Ledger;
import witan.functions.question.Embedders;
import witan.functions.question.RecentQuestions;
import witan.gating.Gate;

/** Puts the plain classes together. */
class Parts {

  @Produces
  @Singleton
  Directory directory(@RestClient Ledger ledger, Embedders embedders, GateConfig config) {
    return new Directory(ledger::experts, embedders, InstantSource.system(), config.trust());
  }

  @Produces
  @Singleton
  Gating gating(Directory directory, Embedders embedders, GateConfig config) {
    return new Gating(
        new Gate(config.parameters()),
        directory,
        new RecentQuestions(embedders, config.rememberedQuestions()));
  }
}
