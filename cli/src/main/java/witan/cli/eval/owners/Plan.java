package witan.cli.eval.owners;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question in steps, written by hand: what somebody who plans well would ask one after the other.
 *
 * <p>A step may use what came before: {@code {year}} is the first year that the last answer named,
 * {@code {answer}} the last answer, {@code {answers}} all of them.
 *
 * @param steps in their order
 */
record Plan(List<String> steps) {

  private static final Pattern YEAR = Pattern.compile("\\b[12]\\d{3}\\b");

  static Plan of(String steps) {
    return new Plan(List.of(steps.split("\\|")));
  }

  /**
   * @return what was answered to each step
   */
  List<String> follow(UnaryOperator<String> ask) {
    List<String> answers = new ArrayList<>();
    for (String step : steps) {
      answers.add(ask.apply(filled(step, answers)));
    }
    return answers;
  }

  /** Whether a step uses what came before; else the answers stand side by side. */
  boolean builds() {
    return steps.stream().anyMatch(step -> step.contains("{"));
  }

  private static String filled(String step, List<String> answers) {
    String last = answers.isEmpty() ? "" : answers.getLast();
    Matcher year = YEAR.matcher(last);
    return step.replace("{year}", year.find() ? year.group() : last)
        .replace("{answers}", String.join(" ", answers))
        .replace("{answer}", last);
  }
}
