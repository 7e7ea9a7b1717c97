package witan.accounting;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import witan.protocol.key.Hotkey;

/**
 * A hotkey on a subnet. Its weights and bonds lie beside it in the {@link Books}.
 *
 * @param registeredAt height
 * @param lastUpdate the height at which it set weights or committed to them; at first that of its
 *     registration
 * @param commits to weights that it has not revealed, oldest first
 */
public record Neuron(
    Place place,
    Hotkey hotkey,
    long registeredAt,
    long lastUpdate,
    List<Commit> commits,
    Standing standing) {

  /**
   * A commitment to weights.
   *
   * @param height at which it was made
   * @param hash what {@link Commitment} makes of the weights
   */
  public record Commit(long height, String hash) {

    /** Reads what {@link #text} wrote. */
    public static Commit parse(String text) {
      int colon = text.indexOf(':');
      return new Commit(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** Height and hash, with a colon between them. */
    public String text() {
      return height + ":" + hash;
    }
  }

  public Neuron {
    commits = List.copyOf(commits);
  }

  /** One that has just come. */
  static Neuron fresh(Place place, Hotkey hotkey, long height) {
    return new Neuron(place, hotkey, height, height, List.of(), Standing.NONE);
  }

  /** The texts of the commitments, with commas between them. */
  public String commitTexts() {
    return commits.stream().map(Commit::text).collect(Collectors.joining(","));
  }

  int uid() {
    return place.uid();
  }

  Seat seat() {
    return new Seat(place.netuid(), hotkey);
  }

  Neuron committed(List<Commit> open, Commit last) {
    List<Commit> all = new ArrayList<>(open);
    all.add(last);
    return new Neuron(place, hotkey, registeredAt, last.height(), all, standing);
  }

  Neuron revealed(List<Commit> left) {
    return new Neuron(place, hotkey, registeredAt, lastUpdate, left, standing);
  }

  Neuron updated(long height) {
    return new Neuron(place, hotkey, registeredAt, height, commits, standing);
  }

  Neuron standing(Standing next) {
    return new Neuron(place, hotkey, registeredAt, lastUpdate, commits, next);
  }
}
