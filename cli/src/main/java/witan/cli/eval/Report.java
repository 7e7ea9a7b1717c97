package witan.cli.eval;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found; a part that was not asked for is null.
 *
 * @param rightPrior the gate's largest prior is the expert whose corpus holds the answer
 * @param rightWeight the largest weight is that expert's, once all were asked for their evidence
 * @param network right answers of the network as it is
 * @param bare right answers of the model alone
 * @param oneHoldsAll right answers of one expert that holds every passage
 * @param dealt right answers with the passages dealt at random to as many owners
 * @param tokensPerSecond of the network's answers, prompt included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
    @Nullable Share rightPrior,
    @Nullable Share rightWeight,
    @Nullable Share network,
    @Nullable Share bare,
    @Nullable Share oneHoldsAll,
    @Nullable Share dealt,
    double tokensPerSecond) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    line(text, "right expert has the largest prior", rightPrior);
    line(text, "right expert has the largest weight", rightWeight);
    line(text, "network answers rightly", network);
    line(text, "bare model answers rightly", bare);
    line(text, "one expert that holds everything", oneHoldsAll);
    line(text, "passages dealt at random to owners", dealt);
    if (tokensPerSecond > 0) {
      text.append(
          String.format(Locale.ROOT, "%-38s%5.1f tokens/s%n", "network's speed", tokensPerSecond));
    }
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String what, @Nullable Share share) {
    if (share != null) {
      text.append(String.format("%-38s%s%n", what, share));
    }
  }
}
