package witan.graphql.escrow;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import witan.graphql.answer.Answer;
import witan.graphql.answer.Choice;
import witan.graphql.answer.Contribution;
import witan.graphql.answer.ContributionStatus;
import witan.graphql.answer.Question;
import witan.graphql.answer.Turn;
import witan.protocol.Rao;
import witan.protocol.access.Charge;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;

/**
 * What answers cost: each expert's price for the tokens read and written, times its weight in the
 * mixture, {@code Σ gᵢ · priceᵢ · tokens / 1000}, rounded down for each. Whoever was lost on the
 * way earns nothing, and the weights of the others are taken to sum to one.
 */
final class Prices {

  /** Tokens that a chat template puts round each message, at most. */
  private static final int TEMPLATE = 64;

  /** Tokens that a picture is read as, at most. */
  private static final int PICTURE = 2_048;

  private Prices() {}

  /** The most that a question's answer can cost, by whichever of these experts it is made. */
  static Rao most(Question question, Collection<ExpertDescriptor> askable) {
    long price =
        askable.stream()
            .mapToLong(expert -> expert.pricePerThousandTokens().value())
            .max()
            .orElse(0);
    return new Rao(
        BigDecimal.valueOf(price)
            .multiply(BigDecimal.valueOf(promptAtMost(question) + question.maxTokens()))
            .divide(BigDecimal.valueOf(1_000), 0, RoundingMode.CEILING)
            .longValueExact());
  }

  /** No tokenizer makes more tokens than there are bytes. */
  private static long promptAtMost(Question question) {
    long bytes = question.prompt() == null ? 0 : utf8(question.prompt());
    for (Turn turn : question.turns()) {
      bytes += utf8(turn.content()) + TEMPLATE + (long) PICTURE * turn.pictures().size();
    }
    return bytes + TEMPLATE;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** What a whole answer cost, and never more than was held. */
  static Charge of(Answer answer, Rao held) {
    Map<ExpertDescriptor, Double> weights = new LinkedHashMap<>();
    for (Contribution contribution : answer.contributions()) {
      if (contribution.status() == ContributionStatus.COMPLETED) {
        weights.merge(contribution.expert().descriptor(), contribution.weight(), Double::sum);
      }
    }
    return charge(weights, answer.usage().total(), held);
  }

  /**
   * What an answer cost that its client did not wait for: by the weights that it began with.
   *
   * @param tokens that were made
   */
  static Charge of(Collection<Choice> choices, long tokens, Rao held) {
    Map<ExpertDescriptor, Double> weights = new LinkedHashMap<>();
    choices.forEach(
        choice -> weights.merge(choice.expert().descriptor(), choice.weight(), Double::sum));
    return charge(weights, tokens, held);
  }

  private static Charge charge(Map<ExpertDescriptor, Double> weights, long tokens, Rao held) {
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum > 0)) {
      return Charge.NOTHING;
    }
    List<Charge.Share> shares = new ArrayList<>();
    long left = held.value();
    for (Map.Entry<ExpertDescriptor, Double> one : weights.entrySet()) {
      Hotkey hotkey = one.getKey().hotkey();
      long earned =
          Math.min(
              left,
              BigDecimal.valueOf(one.getKey().pricePerThousandTokens().value())
                  .multiply(BigDecimal.valueOf(tokens))
                  .multiply(BigDecimal.valueOf(one.getValue() / sum))
                  .divide(BigDecimal.valueOf(1_000), 0, RoundingMode.FLOOR)
                  .longValueExact());
      if (earned > 0) {
        shares.add(new Charge.Share(hotkey, new Rao(earned)));
        left -= earned;
      }
    }
    return new Charge(shares);
  }
}
