package witan.protocol.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;

/**
 * What an answer cost: what each expert has earned by it. Nothing for an answer that was not made;
 * the rest of what was held is free again.
 */
public record Charge(List<Share> shares) {

  /**
   * One expert's.
   *
   * @param amount above zero
   */
  public record Share(Hotkey hotkey, Rao amount) {
    public Share {
      if (hotkey == null) {
        throw new IllegalArgumentException("\"hotkey\" is missing");
      }
      if (amount == null || amount.value() == 0) {
        throw new IllegalArgumentException("\"amount\" is missing or zero");
      }
    }
  }

  public static final Charge NOTHING = new Charge(List.of());

  public Charge {
    if (shares == null) {
      throw new IllegalArgumentException("\"shares\" is missing");
    }
    shares = List.copyOf(shares);
    Set<Hotkey> named = new HashSet<>();
    if (!shares.stream().allMatch(share -> named.add(share.hotkey))) {
      throw new IllegalArgumentException("\"shares\" names a hotkey twice");
    }
  }

  /** What all of it comes to. */
  public Rao total() {
    return shares.stream().map(Share::amount).reduce(Rao.ZERO, Rao::plus);
  }
}
