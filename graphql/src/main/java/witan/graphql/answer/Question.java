package witan.graphql.answer;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;
import witan.protocol.gate.Policy;

/**
 * What a client asks, whichever door it came through.
 *
 * @param model {@code witan} for the mixture, {@code witan/NAME} for one expert
 * @param turns the conversation; empty exactly when {@code prompt} is given
 * @param prompt raw text to continue: no template and no retrieval
 * @param grammar what the answer keeps to; null for free text
 * @param maxTokens the answer's length at most, in tokens
 * @param stop texts that end the answer and are not part of it
 * @param topLogprobs how many alternatives each token reports; −1: no log-probabilities at all
 * @param maxExperts how many experts may answer together, 1 to 8
 * @param retrieval whether experts may look into their own corpora
 * @param repeatable whether the client may expect the same answer again: temperature 0, or a seed
 *     of its own; chance, load and price have no say in who is asked then
 */
public record Question(
    String model,
    List<Turn> turns,
    @Nullable String prompt,
    Sampling sampling,
    @Nullable Grammar grammar,
    int maxTokens,
    List<String> stop,
    int topLogprobs,
    int maxExperts,
    Combine combine,
    boolean retrieval,
    Policy policy,
    boolean repeatable) {

  /** The model name that means the mixture. */
  public static final String MIXTURE = "witan";

  /** How many experts answer together when the client does not say. */
  public static final int DEFAULT_EXPERTS = 3;

  /** The answer's longest length in tokens when the client does not say. */
  public static final int DEFAULT_TOKENS = 512;

  /**
   * The longest answer that is made, however long it may be: as much as the longest contexts hold.
   */
  public static final int MOST_TOKENS = 131_072;

  /** Cuts a length that no model's context holds. */
  public Question {
    Objects.requireNonNull(sampling, "sampling");
    Objects.requireNonNull(combine, "combine");
    Objects.requireNonNull(policy, "policy");
    turns = List.copyOf(turns);
    stop = List.copyOf(stop);
    if (turns.isEmpty() == (prompt == null)) {
      throw new IllegalArgumentException("give either messages or a prompt");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens is " + maxTokens + "; it must be at least 1");
    }
    maxTokens = Math.min(maxTokens, MOST_TOKENS);
    if (maxExperts < 1 || maxExperts > 8) {
      throw new IllegalArgumentException(
          "maxExperts is " + maxExperts + "; it must be between 1 and 8");
    }
    if (stop.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a stop text is empty; leave it out");
    }
  }

  /** A question whose answer is free text, and the same each time. */
  public Question(
      String model,
      List<Turn> turns,
      @Nullable String prompt,
      Sampling sampling,
      int maxTokens,
      List<String> stop,
      int topLogprobs,
      int maxExperts,
      Combine combine,
      boolean retrieval,
      Policy policy) {
    this(
        model,
        turns,
        prompt,
        sampling,
        null,
        maxTokens,
        stop,
        topLogprobs,
        maxExperts,
        combine,
        retrieval,
        policy,
        true);
  }

  /** A conversation put to the mixture with every default, at the given sampling. */
  public static Question chat(List<Turn> turns, Sampling sampling) {
    return new Question(
        MIXTURE,
        turns,
        null,
        sampling,
        DEFAULT_TOKENS,
        List.of(),
        -1,
        DEFAULT_EXPERTS,
        Combine.MIX,
        true,
        Policy.NONE);
  }

  /** The text that decides whom to ask: the last thing the user said. */
  public String about() {
    if (prompt != null) {
      return prompt;
    }
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (turns.get(i).role().equals("user")) {
        return turns.get(i).content();
      }
    }
    return turns.getLast().content();
  }

  /** How many pictures are to be looked at. */
  public int pictures() {
    return turns.stream().mapToInt(turn -> turn.pictures().size()).sum();
  }

  /** How many characters of text experts are to read. */
  public long characters() {
    return prompt != null
        ? prompt.length()
        : turns.stream().mapToLong(turn -> turn.content().length()).sum();
  }

  /** The same question, to those whom another policy allows. */
  public Question under(Policy other) {
    return with(turns, sampling, combine, other);
  }

  /** The same question, its answer made in another way. */
  public Question combining(Combine other) {
    return with(turns, sampling, other, policy);
  }

  /** The same question for another of the client's {@code n} choices. */
  public Question choice(int choice) {
    return with(turns, sampling.ofChoice(choice), combine, policy);
  }

  /** The same question in another conversation, its answer drawn in another way. */
  public Question in(List<Turn> conversation, Sampling other) {
    return with(conversation, other, combine, policy);
  }

  private Question with(
      List<Turn> otherTurns, Sampling otherSampling, Combine otherCombine, Policy otherPolicy) {
    return new Question(
        model,
        otherTurns,
        prompt,
        otherSampling,
        grammar,
        maxTokens,
        stop,
        topLogprobs,
        maxExperts,
        otherCombine,
        retrieval,
        otherPolicy,
        repeatable);
  }
}
