package witan.gating;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer that was audited.
 *
 * @param question its vector
 * @param at when it was answered
 * @param findings by expert, under whatever name tells experts apart
 */
public record Audit(float[] question, Instant at, Map<String, Finding> findings) {

  public Audit {
    findings = Map.copyOf(findings);
  }

  /**
   * What the audit found of one expert.
   *
   * @param evidence what it claimed, on the scale of cosines; null if it claimed none
   * @param score what it contributed: 0 nothing, 1 the whole answer
   */
  public record Finding(@Nullable Double evidence, double score) {

    public Finding {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("a score is " + score + "; 0 to 1");
      }
      if (evidence != null && !(evidence >= -1 && evidence <= 1)) {
        throw new IllegalArgumentException("evidence is " + evidence + "; -1 to 1");
      }
    }
  }
}
