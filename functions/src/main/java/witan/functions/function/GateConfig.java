package witan.functions.function;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import witan.gating.GateParameters;

/** The gate's settings. A bad value stops the service at start. */
@ConfigMapping(prefix = "witan.gate")
public interface GateConfig {

  /** Of the softmax over similarities. */
  @WithDefault("0.04")
  double temperature();

  /** How much the profile's text counts beside the nearest centroid. */
  @WithDefault("0.2")
  double profileWeight();

  /** What an expected score of 1 above the network's mean counts for, on the scale of cosines. */
  @WithDefault("0.5")
  double lessonWeight();

  /** The exponent of the prior in the weight. */
  @WithDefault("0.25")
  double alpha();

  /** How sharply evidence separates experts. */
  @WithDefault("0.04")
  double tau();

  /** What no evidence counts as. */
  @WithDefault("0.35")
  double threshold();

  /** An expert with less than this part of the largest weight is left out. */
  @WithDefault("0.02")
  double keepRatio();

  /** What may change who is asked, where the client allows it. */
  ExplorationConfig exploration();

  /** What may change who is asked. Each is switched off by 0. */
  interface ExplorationConfig {

    /** How far a draw of an expert's score may stray from what is expected. */
    @WithDefault("0.3")
    double boldness();

    /** What an expert with many open sessions loses, on the scale of cosines. */
    @WithDefault("0.05")
    double load();

    /** What the slowest expert loses, on the scale of cosines. */
    @WithDefault("0.02")
    double latency();

    /** What the dearest expert loses, on the scale of cosines. */
    @WithDefault("0.02")
    double price();

    /** By how much the bias of an expert that is asked too often or too seldom is moved at once. */
    @WithDefault("0.002")
    double balanceStep();

    /** How large that bias may get, on the scale of cosines. */
    @WithDefault("0.05")
    double balanceBound();
  }

  /** How often the ledger is asked for its experts, and for what the gate has learned. */
  @WithDefault("1s")
  Duration refresh();

  /** How long the ledger's last word on an expert's health is believed. */
  @WithDefault("10s")
  Duration trust();

  /** How many questions' vectors are remembered. */
  @WithDefault("1024")
  int rememberedQuestions();

  /**
   * Whether clients' texts are embedded many at a time: faster, but a text's numbers then depend on
   * its company. Questions are always embedded alone.
   */
  @WithDefault("false")
  boolean embedTogether();

  default GateParameters parameters() {
    return new GateParameters(
        temperature(), profileWeight(), lessonWeight(), alpha(), tau(), threshold(), keepRatio());
  }
}
