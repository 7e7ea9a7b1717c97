package witan.graphql.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import witan.mixture.Weights;

/**
 * Everybody who could answer a question.
 *
 * @param seats by descending weight
 * @param others candidates to be asked only when no seat is left: lost lately, or silent
 * @param keepRatio who has less than this part of the largest weight is left out
 * @param millis how long it took to ask around
 */
record Panel(
    List<Seat> seats, List<Seat> others, double keepRatio, String gateVersion, double millis) {

  private static final Comparator<Seat> HEAVIEST_FIRST =
      Comparator.comparingDouble(Seat::weight)
          .reversed()
          .thenComparing(Comparator.comparingDouble(Seat::prior).reversed())
          .thenComparing(Seat::hotkey);

  Panel {
    seats = seats.stream().sorted(HEAVIEST_FIRST).toList();
    others = List.copyOf(others);
  }

  /** Who answers together, weights summing to one, and who does not and why. */
  record Chosen(List<Seat> seats, List<Seat> others) {

    Chosen and(List<Seat> more) {
      return new Chosen(seats, Stream.concat(more.stream(), others.stream()).toList());
    }
  }

  /** One expert that is to answer alone. */
  Panel alone(Seat seat) {
    return new Panel(List.of(seat.weighing(1)), List.of(), keepRatio, gateVersion, millis);
  }

  /** Who votes, weights summing to one: the same cut as for mixing, but no vocabulary in common. */
  Chosen voters(int atMost) {
    if (seats.isEmpty()) {
      return new Chosen(List.of(), others);
    }
    return cut(seats, atMost, others);
  }

  /**
   * Chooses from those who were not tried yet; when no seat is left, from the others.
   *
   * @param vocabulary the one that the answer is in already; empty when it has not begun
   */
  Chosen choose(int atMost, Set<String> tried, String vocabulary) {
    Chosen chosen = choose(seats, atMost, tried, vocabulary);
    if (!chosen.seats().isEmpty()) {
      return chosen.and(others);
    }
    List<Seat> spare = others.stream().map(seat -> seat.weighing(seat.prior())).toList();
    return choose(spare, atMost, tried, vocabulary).and(chosen.others());
  }

  private Chosen choose(List<Seat> from, int atMost, Set<String> tried, String vocabulary) {
    List<Seat> able = new ArrayList<>();
    List<Seat> left = new ArrayList<>();
    String common = vocabulary;
    for (Seat seat : from) {
      if (tried.contains(seat.hotkey())) {
        continue;
      }
      if (able.isEmpty() && common.isEmpty()) {
        able.add(seat);
        common = seat.vocabulary();
      } else if (seat.mixes() && seat.vocabulary().equals(common)) {
        able.add(seat);
      } else {
        left.add(seat.weighing(0).because("left out: its vocabulary is not the leader's"));
      }
    }
    return able.isEmpty() ? new Chosen(List.of(), left) : cut(able, atMost, left);
  }

  private Chosen cut(List<Seat> able, int atMost, List<Seat> leftAlready) {
    List<Seat> left = new ArrayList<>(leftAlready);
    double[] weights = able.stream().mapToDouble(Seat::weight).toArray();
    if (weights[0] == 0) {
      weights[0] = 1;
    }
    double[] kept = Weights.cut(weights, atMost, keepRatio);
    List<Seat> chosen = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] > 0) {
        chosen.add(able.get(i).weighing(kept[i]));
      } else {
        left.add(
            able.get(i)
                .weighing(0)
                .because(
                    chosen.size() >= atMost
                        ? "left out: " + atMost + " others count more"
                        : "left out: its weight is too small beside the largest"));
      }
    }
    return new Chosen(chosen, left);
  }
}
