package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.graphql.answer.AnswersConfig;
import witan.graphql.expert.Breaker;
import witan.protocol.key.ColdkeyFile;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;
import witan.protocol.signature.CallSigner;

/** Where time, randomness and this gateway's key come from. */
@ApplicationScoped
class Ambient {

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  RandomGenerator random() {
    return new SecureRandom();
  }

  /** The key in {@code gateway.key} under the home folder; made at the first start. */
  @Produces
  @Singleton
  HotkeyPair key(@ConfigProperty(name = "witan.home") Path home) throws IOException {
    return HotkeyFile.loadOrCreate(home.resolve("gateway.key"));
  }

  /** The account out of which experts are paid, likewise in {@code gateway.coldkey}. */
  @Produces
  @Singleton
  ColdkeyPair account(@ConfigProperty(name = "witan.home") Path home) throws IOException {
    return ColdkeyFile.loadOrCreate(home.resolve("gateway.coldkey"));
  }

  @Produces
  @Singleton
  CallSigner signer(HotkeyPair key, InstantSource clock) {
    return new CallSigner(key, clock);
  }

  @Produces
  @Singleton
  Breaker breaker(AnswersConfig config, InstantSource clock) {
    return new Breaker(config.breaker(), clock);
  }
}
