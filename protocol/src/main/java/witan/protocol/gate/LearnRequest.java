package witan.protocol.gate;

import java.util.List;
import java.util.UUID;

/**
 * What the gate is to learn from.
 *
 * @param id made by the client; what was learned under it is not learned again
 * @param answers 1 to 1,000
 */
public record LearnRequest(UUID id, List<AuditedAnswer> answers) {

  public LearnRequest {
    if (id == null) {
      throw new IllegalArgumentException("\"id\" is missing; send a new UUID");
    }
    if (answers == null || answers.isEmpty() || answers.size() > 1_000) {
      throw new IllegalArgumentException("\"answers\" has 1 to 1000 entries");
    }
    answers = List.copyOf(answers);
  }
}
