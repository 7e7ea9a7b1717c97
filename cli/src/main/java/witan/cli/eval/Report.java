package witan.cli.eval;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found; a part that was not asked for is missing.
 *
 * @param rightPrior the gate's largest prior is an expert whose corpus holds the answer
 * @param rightWeight the largest weight is such an expert's, once all were asked for their evidence
 * @param right right answers
 * @param tokensPerSecond of the network's answers, prompt included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
    @Nullable Share rightPrior,
    @Nullable Share rightWeight,
    Map<Layout, Map<Method, Share>> right,
    double tokensPerSecond) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    line(text, "right expert has the largest prior", rightPrior);
    line(text, "right expert has the largest weight", rightWeight);
    right.forEach((layout, shares) -> {
      text.append("right answers, ").append(layout.title).append('\n');
      shares.forEach((method, share) -> line(text, "  " + method.title, share));
    });
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
