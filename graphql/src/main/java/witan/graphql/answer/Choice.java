package witan.graphql.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.network.ExpertRecord;

/**
 * One expert that was considered for a question, and why.
 *
 * @param weight its part of the mixture, 0 to 1; 0 when it was not chosen
 * @param prior the gate's opinion before anybody was asked
 * @param evidence how well its own corpus fits; null when it has none or was not asked
 */
public record Choice(
    ExpertRecord expert,
    double weight,
    double prior,
    @Nullable Double evidence,
    double similarity,
    List<String> reasons) {

  public Choice {
    reasons = List.copyOf(reasons);
  }
}
