package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;

/**
 * What an audit found of one answer.
 *
 * @param embedding the question's, 384 numbers that are not all 0
 * @param at when it was answered
 * @param contributions of the experts that took part or were audited beside them, 1 to 64
 */
public record AuditedAnswer(float[] embedding, Instant at, List<Contribution> contributions) {

  public AuditedAnswer {
    if (embedding == null || embedding.length != ExpertDescriptor.DIMENSIONS) {
      throw new IllegalArgumentException(
          "an audited answer has an \"embedding\" of " + ExpertDescriptor.DIMENSIONS + " numbers");
    }
    boolean hasLength = false;
    for (float number : embedding) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException("\"embedding\" holds a number that is not finite");
      }
      hasLength |= number != 0;
    }
    if (!hasLength) {
      throw new IllegalArgumentException(
          "\"embedding\" has no length: at least one number must not be 0");
    }
    if (at == null) {
      throw new IllegalArgumentException("\"at\" is missing; say when the question was answered");
    }
    if (contributions == null || contributions.isEmpty() || contributions.size() > 64) {
      throw new IllegalArgumentException("an audited answer has 1 to 64 \"contributions\"");
    }
    contributions = List.copyOf(contributions);
    Set<Hotkey> experts = new HashSet<>();
    for (Contribution contribution : contributions) {
      if (!experts.add(contribution.expert())) {
        throw new IllegalArgumentException("\"contributions\" names an expert twice");
      }
    }
  }

  /**
   * What one expert contributed.
   *
   * @param evidence what it had claimed, −1 to 1; null if it claimed none
   * @param score what it was worth: 0 nothing, 1 the whole answer
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Contribution(Hotkey expert, @Nullable Double evidence, double score) {

    public Contribution {
      if (expert == null) {
        throw new IllegalArgumentException("\"expert\" is missing");
      }
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("\"score\" is " + score + "; 0 to 1");
      }
      if (evidence != null && !(evidence >= -1 && evidence <= 1)) {
        throw new IllegalArgumentException("\"evidence\" is " + evidence + "; -1 to 1");
      }
    }
  }
}
