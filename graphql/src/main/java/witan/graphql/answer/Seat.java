package witan.graphql.answer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.network.ExpertRecord;

/**
 * A candidate for a place in the mixture.
 *
 * @param weight from prior and evidence; the weights of all seats of a question sum to one
 */
record Seat(
    ExpertRecord expert,
    double weight,
    double prior,
    @Nullable Double evidence,
    double similarity,
    List<String> reasons) {

  Seat {
    reasons = List.copyOf(reasons);
  }

  String hotkey() {
    return expert.descriptor().hotkey().toString();
  }

  String vocabulary() {
    return expert.descriptor().vocabulary();
  }

  /** Whether it predicts tokens; an expert without a vocabulary answers in text, alone. */
  boolean mixes() {
    return !vocabulary().isEmpty();
  }

  Seat weighing(double other) {
    return new Seat(expert, other, prior, evidence, similarity, reasons);
  }

  Seat because(String reason) {
    List<String> more = new ArrayList<>(reasons);
    more.add(reason);
    return new Seat(expert, weight, prior, evidence, similarity, more);
  }

  Choice choice() {
    return new Choice(expert, weight, prior, evidence, similarity, reasons);
  }
}
