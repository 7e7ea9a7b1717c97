package witan.inference.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.engine.ContextFullException;
import witan.engine.LanguageModel;
import witan.engine.Sequence;
import witan.mixture.Distribution;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.State;

/**
 * One answer as it grows in one of the engine's slots: its tokens, and the model's prediction
 * before each of them and after the last. Under a constraint a prediction names only tokens that
 * may come, and the answer takes no others.
 *
 * <p>Sessions and the OpenAI port both generate through this class, so that they cannot differ. For
 * one thread at a time; only {@link #close} may come from another.
 */
public final class Answer implements AutoCloseable {

  /** How many probabilities a distribution carries unless asked otherwise. */
  public static final int DEFAULT_TOP_K = 64;

  /** As many rows of logits are held at once: a row is as wide as the vocabulary. */
  private static final int ROWS = 32;

  private final Sequence sequence;
  private final int[] prompt;
  private final int contextLength;
  private final int topK;
  private final int[] biased;
  private final @Nullable Constraint constraint;
  private final List<Integer> tokens = new ArrayList<>();
  // One more than tokens.
  private final List<Distribution> predictions = new ArrayList<>();
  // As many as predictions; none without a constraint.
  private final List<State> states = new ArrayList<>();

  private Answer(
      Sequence sequence,
      int[] prompt,
      int contextLength,
      int topK,
      int[] biased,
      @Nullable Constraint constraint) {
    this.sequence = sequence;
    this.prompt = prompt;
    this.contextLength = contextLength;
    this.topK = topK;
    this.biased = biased;
    this.constraint = constraint;
  }

  /**
   * Computes the prompt.
   *
   * @param topK how many probabilities a distribution carries
   * @param biased tokens that each distribution names whatever their rank: a bias can raise them
   * @param constraint what the answer keeps to; null for free text
   * @throws ContextFullException if the prompt leaves no room for an answer
   * @throws witan.engine.EngineBusyException if no slot is free
   */
  public static Answer open(
      LanguageModel model, int[] prompt, int topK, int[] biased, @Nullable Constraint constraint) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt is empty: say something to continue from");
    }
    if (prompt.length >= model.contextLength()) {
      throw new ContextFullException(
          "The prompt has %d tokens, but this model's context holds %d, its answer included; send a shorter conversation"
              .formatted(prompt.length, model.contextLength()));
    }
    for (int token : biased) {
      if (token < 0 || token >= model.tokenizer().vocabularySize()) {
        throw new IllegalArgumentException(
            "there is no token %d to bias: the vocabulary has %d"
                .formatted(token, model.tokenizer().vocabularySize()));
      }
    }
    Sequence sequence = model.open();
    try {
      Answer answer =
          new Answer(
              sequence, prompt.clone(), model.contextLength(), topK, biased.clone(), constraint);
      List<State> start = constraint == null ? List.of() : List.of(constraint.start());
      answer.add(sequence.append(prompt, 1), start);
      return answer;
    } catch (RuntimeException | Error e) {
      sequence.close();
      throw e;
    }
  }

  /** How many tokens the answer has. */
  public int length() {
    return tokens.size();
  }

  /** The most tokens that the answer can have. */
  public int capacity() {
    return contextLength - prompt.length;
  }

  /** The token at {@code position}, from 0. */
  public int token(int position) {
    return tokens.get(position);
  }

  /** The first {@code length} tokens. */
  public int[] tokens(int length) {
    return tokens.subList(0, length).stream().mapToInt(Integer::intValue).toArray();
  }

  /** The model's prediction of the token at {@code position}, 0 up to {@link #length()}. */
  public Distribution prediction(int position) {
    return predictions.get(position);
  }

  /**
   * Makes the answer its own first {@code from} tokens and then {@code next}. Tokens that it has
   * already are not computed again.
   *
   * @throws ContextFullException if they do not fit; the answer is as it was
   * @throws IllegalArgumentException if the constraint does not allow one of them
   */
  public void replace(int from, int[] next) {
    if (from < 0 || from > tokens.size()) {
      throw new IllegalArgumentException(
          "the answer has %d tokens here, so none can follow the first %d"
              .formatted(tokens.size(), from));
    }
    if (from + next.length > capacity()) {
      throw new ContextFullException(
          "The context of %d tokens is full: the prompt has %d and the answer would have %d"
              .formatted(contextLength, prompt.length, from + next.length));
    }
    int same = 0;
    while (same < next.length
        && from + same < tokens.size()
        && tokens.get(from + same) == next[same]) {
      same++;
    }
    truncate(from + same);
    for (int at = same; at < next.length; at += ROWS) {
      append(Arrays.copyOfRange(next, at, Math.min(next.length, at + ROWS)));
    }
  }

  /** Drops all tokens but the first {@code length}. */
  public void truncate(int length) {
    if (length < tokens.size()) {
      sequence.truncate(prompt.length + length);
      tokens.subList(length, tokens.size()).clear();
      predictions.subList(length + 1, predictions.size()).clear();
      if (constraint != null) {
        states.subList(length + 1, states.size()).clear();
      }
    }
  }

  /** Frees the slot, at once if nothing of it runs. */
  @Override
  public void close() {
    sequence.close();
  }

  private void append(int[] next) {
    List<State> reached = following(next);
    float[][] logits = sequence.append(next, next.length);
    for (int token : next) {
      tokens.add(token);
    }
    add(logits, reached);
  }

  /** Where each of the tokens leads; nowhere without a constraint. */
  private List<State> following(int[] next) {
    List<State> reached = new ArrayList<>();
    if (constraint != null) {
      State at = states.getLast();
      for (int token : next) {
        at = constraint.after(at, token);
        reached.add(at);
      }
    }
    return reached;
  }

  private void add(float[][] logits, List<State> reached) {
    for (int i = 0; i < logits.length; i++) {
      if (constraint != null) {
        constraint.mask(reached.get(i), logits[i]);
        states.add(reached.get(i));
      }
      predictions.add(Distribution.ofLogits(logits[i], topK, biased));
    }
  }
}
