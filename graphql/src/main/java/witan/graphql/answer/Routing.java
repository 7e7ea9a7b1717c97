package witan.graphql.answer;

import java.util.List;

/**
 * Whom a question goes to.
 *
 * @param choices the experts that answer, by descending weight
 * @param considered the other candidates, by descending prior, with the reasons they were left out
 * @param millis how long gate and evidence took
 */
public record Routing(
    List<Choice> choices, List<Choice> considered, String gateVersion, double millis) {

  public Routing {
    choices = List.copyOf(choices);
    considered = List.copyOf(considered);
  }
}
