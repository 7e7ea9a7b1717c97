package witan.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code witan} object of a request: what only this network can be asked for.
 *
 * @param maxExperts how many experts may answer together, 1 to 8
 * @param retrieval whether experts may look into their corpora
 */
public record WitanOptions(int maxExperts, Combine combine, boolean retrieval, Policy policy) {

  /** What holds for a request without a {@code witan} object. */
  public static final WitanOptions DEFAULT =
      new WitanOptions(3, Combine.MIX, true, new Policy(List.of(), List.of(), List.of()));

  private static final int MAX_EXPERTS = 8;
  private static final int MAX_ENTRIES = 100;

  /** How several experts make one answer. */
  public enum Combine {
    /** Their predictions are mixed token by token. */
    MIX,
    /** The one with the largest weight answers alone. */
    BEST,
    /** Each answers alone, and the short answer with the most weight behind it is given. */
    VOTE
  }

  /**
   * Who may be asked; an empty list restricts nothing.
   *
   * @param owners only experts of these owners
   * @param labels only experts with all of these labels
   * @param excludeHotkeys none of these experts
   */
  public record Policy(List<String> owners, List<String> labels, List<String> excludeHotkeys) {
    /** Copies the lists. */
    public Policy {
      owners = List.copyOf(owners);
      labels = List.copyOf(labels);
      excludeHotkeys = List.copyOf(excludeHotkeys);
    }
  }

  /**
   * Those of a request that is handed on as it is.
   *
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static WitanOptions of(ObjectNode request) {
    return parse(new Fields(request));
  }

  static WitanOptions parse(Fields request) {
    return parse(request, DEFAULT);
  }

  /**
   * The same.
   *
   * @param otherwise what holds where the request says nothing
   */
  static WitanOptions parse(Fields request, WitanOptions otherwise) {
    Fields witan = request.object("witan");
    if (witan == null) {
      return otherwise;
    }
    return new WitanOptions(
        witan.integer("maxExperts", 1, MAX_EXPERTS, otherwise.maxExperts()),
        combine(witan),
        witan.bool("retrieval", otherwise.retrieval()),
        policy(witan.object("policy")));
  }

  private static Combine combine(Fields witan) {
    String word = witan.optionalString("combine", "MIX");
    if (word == null) {
      return DEFAULT.combine();
    }
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "MIX" -> Combine.MIX;
      case "BEST" -> Combine.BEST;
      case "VOTE" -> Combine.VOTE;
      default -> throw witan.invalid("combine", "this is not known. Send MIX, BEST or VOTE.");
    };
  }

  private static Policy policy(@Nullable Fields policy) {
    return policy == null
        ? DEFAULT.policy()
        : new Policy(
            policy.strings("owners", false, MAX_ENTRIES),
            policy.strings("labels", false, MAX_ENTRIES),
            policy.strings("excludeHotkeys", false, MAX_ENTRIES));
  }
}
