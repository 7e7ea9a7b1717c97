package witan.mixture.grammar;

import java.util.Arrays;
import java.util.function.Supplier;
import witan.mixture.text.Vocabulary;

/**
 * A grammar over the tokens of one vocabulary: which may come after those that an answer has.
 *
 * <p>A token may come if its bytes go on with a text of the grammar; one that ends the turn, if the
 * text is whole. Tokens without bytes never come. Behind the end of the turn nothing belongs to the
 * answer any more, and everything may come. For any number of threads.
 */
public final class Constraint {

  /** As many bytes as the states of one constraint may take, about. */
  private static final int MOST_BYTES = 16 << 20;

  /** What a state takes without its bit for each token. */
  private static final int STATE_BYTES = 2 << 10;

  private final Vocabulary vocabulary;
  private final Supplier<TokenTrie> trie;
  private final Automaton automaton;

  Constraint(Grammar grammar, Vocabulary vocabulary, Supplier<TokenTrie> trie) {
    if (vocabulary.endOfTurn().length == 0) {
      throw new SchemaException(
          "No token of this model ends a turn, so an answer that keeps to a schema could not end; ask without response_format.");
    }
    this.vocabulary = vocabulary;
    this.trie = trie;
    this.automaton =
        new Automaton(grammar.root(), MOST_BYTES / (STATE_BYTES + vocabulary.size() / Byte.SIZE));
  }

  /** Before the first token. */
  public State start() {
    return automaton.start();
  }

  /** Whether the token may come. */
  public boolean allows(State at, int token) {
    return vocabulary.contains(token) && follow(at, token) != State.DEAD;
  }

  /**
   * The place behind a token.
   *
   * @throws IllegalArgumentException if the token may not come
   */
  public State after(State at, int token) {
    State after = vocabulary.contains(token) ? follow(at, token) : State.DEAD;
    if (after == State.DEAD) {
      throw new IllegalArgumentException(
          "token %d does not go on with a text that the grammar allows".formatted(token));
    }
    return after;
  }

  /**
   * Sets the logits of all tokens that may not come to minus infinity.
   *
   * @throws SchemaException if none may come: the vocabulary lacks the bytes that the grammar needs
   */
  public void mask(State at, float[] logits) {
    if (at == State.ENDED) {
      return;
    }
    long[] allowed = allowed(at);
    boolean any = false;
    for (int first = 0; first < logits.length; first += Long.SIZE) {
      long word = first >>> 6 < allowed.length ? allowed[first >>> 6] : 0;
      int end = Math.min(first + Long.SIZE, logits.length);
      if (word == 0) {
        Arrays.fill(logits, first, end, Float.NEGATIVE_INFINITY);
        continue;
      }
      any = true;
      for (int token = first; token < end; token++) {
        if ((word >>> token & 1) == 0) {
          logits[token] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    if (!any) {
      throw new SchemaException(
          "No token of this model goes on with what the schema asks for; use other names or values in it.");
    }
  }

  private long[] allowed(State at) {
    long[] known = at.allowed();
    if (known != null) {
      return known;
    }
    long[] found = trie.get().following(at);
    if (at.complete()) {
      for (int end : vocabulary.endOfTurn()) {
        found[end >>> 6] |= 1L << end;
      }
    }
    at.allow(found);
    return found;
  }

  private State follow(State at, int token) {
    if (at == State.ENDED) {
      return State.ENDED;
    }
    if (vocabulary.isEndOfTurn(token)) {
      return at.complete() ? State.ENDED : State.DEAD;
    }
    byte[] bytes = vocabulary.bytes(token);
    State state = bytes.length == 0 ? State.DEAD : at;
    for (int i = 0; i < bytes.length && state != State.DEAD; i++) {
      state = state.after(bytes[i]);
    }
    return state;
  }
}
