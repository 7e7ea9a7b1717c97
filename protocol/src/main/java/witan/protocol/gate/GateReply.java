package witan.protocol.gate;

import java.util.List;

/**
 * Whom to ask, and how to weigh their evidence: {@code weight ∝ prior^alpha · exp(max(evidence,
 * threshold) / tau)}.
 *
 * @param gateVersion weights depend on the question, this and the evidence alone
 * @param embedding the question's, 384 numbers of unit length
 * @param alpha how much the prior counts, 0 to 1
 * @param tau how sharply evidence separates; above 0
 * @param threshold what no evidence, or none to speak of, counts as
 * @param keepRatio who has less than this part of the largest weight is left out
 * @param candidates by descending prior; empty when no expert fits the policy or none is up
 * @param millis how long the gate took
 */
public record GateReply(
    String gateVersion,
    float[] embedding,
    double alpha,
    double tau,
    double threshold,
    double keepRatio,
    List<Candidate> candidates,
    double millis) {

  public GateReply {
    if (gateVersion == null || embedding == null || candidates == null) {
      throw new IllegalArgumentException(
          "a gate's reply has \"gateVersion\", \"embedding\" and \"candidates\"");
    }
    if (!(tau > 0)) {
      throw new IllegalArgumentException("\"tau\" is " + tau + "; above 0");
    }
    candidates = List.copyOf(candidates);
  }
}
