package witan.gating;

/**
 * What else has a say in who is asked, beside relevance. It never touches a prior: whoever is asked
 * counts for what it knows.
 */
@FunctionalInterface
public interface Selection {

  /** Relevance alone, for whoever wants the same question to get the same answer. */
  Selection BY_RELEVANCE = (expert, lesson) -> 0;

  /** What is added to the expert's score, on the scale of cosines, before the largest are taken. */
  double bonus(KnownExpert expert, Lessons.Lesson lesson);
}
