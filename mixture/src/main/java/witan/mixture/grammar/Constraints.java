package witan.mixture.grammar;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import witan.mixture.text.Vocabulary;

/**
 * The constraints over one vocabulary. Those asked for last are kept, with what they have found
 * out, as programs ask with the same schema again and again. For any number of threads.
 */
public final class Constraints {

  private static final int KEPT = 8;

  private final Vocabulary vocabulary;
  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedMap<ByteBuffer, Constraint> byGrammar =
      new LinkedHashMap<>(KEPT, 0.75f, true);
  private @Nullable TokenTrie trie;

  /** Knows none yet; its index of the tokens is made when it is first needed. */
  public Constraints(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The grammar over the vocabulary.
   *
   * @throws SchemaException if no token ends a turn
   */
  public Constraint of(Grammar grammar) {
    lock.lock();
    try {
      ByteBuffer key = ByteBuffer.wrap(grammar.bytes());
      Constraint known = byGrammar.get(key);
      if (known == null) {
        known = new Constraint(grammar, vocabulary, this::trie);
        if (byGrammar.size() == KEPT) {
          byGrammar.pollFirstEntry();
        }
        byGrammar.put(key, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private TokenTrie trie() {
    lock.lock();
    try {
      if (trie == null) {
        trie = new TokenTrie(vocabulary);
      }
      return trie;
    } finally {
      lock.unlock();
    }
  }
}
