package witan.cli.eval.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import witan.cli.eval.Share;

/**
 * What was found of the gate.
 *
 * @param rightExpert by the prior alone, by field
 * @param drift one a seed
 * @param apgr null where no pairs were given
 * @param embeddingMillis the median by the number of words
 * @param unbalanced the load without the bias
 * @param balanced the load with it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GateReport(
    SortedMap<String, Share> rightExpert,
    List<DriftFigures> drift,
    Apgr.@Nullable Comparison apgr,
    SortedMap<Integer, Double> embeddingMillis,
    LoadShare.Shares unbalanced,
    LoadShare.Shares balanced) {

  /**
   * A run's mean regrets.
   *
   * @param recovery questions from the change until regret was back; −1 if never
   */
  record DriftFigures(
      long seed,
      double first50,
      double before,
      double justAfter,
      double after200,
      double last50,
      double whole,
      double priorOnly,
      double bestFixed,
      int recovery) {

    static DriftFigures of(long seed, Drift.Run run) {
      double[] regret = run.learned();
      int change = Drift.CHANGE;
      int window = Drift.WINDOW;
      return new DriftFigures(
          seed,
          Drift.mean(regret, 0, window),
          Drift.mean(regret, change - window, change),
          Drift.mean(regret, change, change + window),
          Drift.mean(regret, change + 200 - window, change + 200),
          Drift.mean(regret, regret.length - window, regret.length),
          Drift.mean(regret, 0, regret.length),
          Drift.mean(run.priorOnly(), 0, regret.length),
          Drift.mean(run.bestFixed(), 0, regret.length),
          run.recovery());
    }
  }

  @JsonProperty
  Share rightExpertInAll() {
    Share all = new Share(0, 0);
    for (Share share : rightExpert.values()) {
      all = new Share(all.count() + share.count(), all.of() + share.of());
    }
    return all;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Right expert has the largest prior, nothing learned\n");
    rightExpert.forEach((field, share) -> line(text, field, share.toString()));
    line(text, "all", rightExpertInAll().toString());
    text.append(
        "\nRegret a question while the best expert gets worse after %d and its rival better%n"
            .formatted(Drift.CHANGE));
    for (DriftFigures run : drift) {
      line(
          text,
          "seed " + run.seed(),
          numbers(
              "before %.3f, right after %.3f, 200 later %.3f, at the end %.3f; back after %d",
              run.before(), run.justAfter(), run.after200(), run.last50(), run.recovery()));
      line(
          text,
          "",
          numbers(
              "all in all %.3f; without learning %.3f, best fixed expert %.3f, oracle 0",
              run.whole(), run.priorOnly(), run.bestFixed()));
    }
    if (apgr != null) {
      text.append("\nAPGR over %d pairs, five-fold, 95 %% intervals%n".formatted(apgr.questions()));
      line(text, "the gate", interval("%.4f  (%.4f to %.4f)", apgr.gate()));
      line(text, "mean of the 100 nearest", interval("%.4f  (%.4f to %.4f)", apgr.knn()));
      line(text, "difference", interval("%+.4f  (%+.4f to %+.4f)", apgr.gain()));
    }
    text.append("\nEmbedding, median\n");
    embeddingMillis.forEach(
        (words, millis) -> line(text, words + " words", numbers("%.1f ms", millis)));
    text.append("\nLoad of a popular expert for each question of a peer\n");
    line(text, "without the bias", numbers("%.2f", unbalanced.popular()));
    line(
        text,
        "with it",
        numbers(
            "%.2f; %.1f %% of the questions stay in their field",
            balanced.popular(), 100 * balanced.able()));
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append(String.format(Locale.ROOT, "  %-26s%s%n", what, value));
  }

  private static String interval(String format, Apgr.Interval interval) {
    return numbers(format, interval.value(), interval.low(), interval.high());
  }

  private static String numbers(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
