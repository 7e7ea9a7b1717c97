package witan.cli.eval;

import org.jspecify.annotations.Nullable;

/**
 * A question whose answer is known and which no expert has indexed.
 *
 * @param owner the expert whose corpus holds the answer; null where nobody says
 */
public record HeldOutQuestion(String question, String answer, @Nullable String owner) {}
