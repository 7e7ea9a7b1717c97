package witan.gating;

import java.util.Map;
import java.util.Set;
import witan.protocol.key.Hotkey;

/**
 * What else has a say in who is asked, beside relevance. It never touches a prior: whoever is asked
 * counts for what it knows.
 */
public interface Selection {

  /** Relevance alone, for whoever wants the same question to get the same answer. */
  Selection BY_RELEVANCE = (expert, lesson) -> 0;

  /** What is added to the expert's score, on the scale of cosines, before the largest are taken. */
  double bonus(KnownExpert expert, Lessons.Lesson lesson);

  /**
   * Told of the choice that was made.
   *
   * @param scores of all who could have been chosen, without bonus
   */
  default void chose(Set<Hotkey> chosen, Map<Hotkey, Double> scores) {}
}
