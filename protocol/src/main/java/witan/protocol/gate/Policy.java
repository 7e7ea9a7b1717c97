package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;

/**
 * Who may be asked at all; checked before anybody is.
 *
 * @param owners any of these; empty: every owner
 * @param labels all of these; empty: none needed
 * @param excludeHotkeys none of these
 * @param maxPricePerThousandTokens in rao; null: whatever it costs
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Policy(
    List<String> owners,
    List<String> labels,
    List<Hotkey> excludeHotkeys,
    @Nullable Rao maxPricePerThousandTokens) {

  /** Everybody may be asked. */
  public static final Policy NONE = new Policy(List.of(), List.of(), List.of());

  /** Whatever it costs. */
  public Policy(List<String> owners, List<String> labels, List<Hotkey> excludeHotkeys) {
    this(owners, labels, excludeHotkeys, null);
  }

  public Policy {
    owners = List.copyOf(Objects.requireNonNullElse(owners, List.of()));
    labels = List.copyOf(Objects.requireNonNullElse(labels, List.of()));
    excludeHotkeys = List.copyOf(Objects.requireNonNullElse(excludeHotkeys, List.of()));
    if (owners.size() > 256 || labels.size() > 256 || excludeHotkeys.size() > 256) {
      throw new IllegalArgumentException("a list of \"policy\" has at most 256 entries");
    }
  }

  public boolean allows(ExpertDescriptor expert) {
    return (owners.isEmpty() || owners.contains(expert.owner()))
        && expert.labels().containsAll(labels)
        && !excludeHotkeys.contains(expert.hotkey())
        && (maxPricePerThousandTokens == null
            || !expert.pricePerThousandTokens().exceeds(maxPricePerThousandTokens));
  }

  /** Whether it leaves out anybody for another reason than the price. */
  public boolean isSelective() {
    return !owners.isEmpty() || !labels.isEmpty() || !excludeHotkeys.isEmpty();
  }

  /** The same, with one more label that experts must have. */
  public Policy withLabel(String label) {
    return labels.contains(label)
        ? this
        : new Policy(
            owners,
            Stream.concat(labels.stream(), Stream.of(label)).toList(),
            excludeHotkeys,
            maxPricePerThousandTokens);
  }

  /** The same, without experts that ask more than this for a thousand tokens. */
  public Policy upTo(Rao price) {
    return maxPricePerThousandTokens != null && price.exceeds(maxPricePerThousandTokens)
        ? this
        : new Policy(owners, labels, excludeHotkeys, price);
  }
}
