package witan.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of a sequence and the pages that hold their keys and values, as far as those are
 * computed. What is not computed (any more) can be computed again: to the same bits.
 */
final class KeptText {
  private final Pages pool;
  private final List<Page> pages = new ArrayList<>();

  /** The known texts that it begins with, each a page longer than the one before. */
  private final List<Prefix> shared = new ArrayList<>();

  private int[] tokens = new int[32];
  private int length;
  private int computed;

  KeptText(Pages pool) {
    this.pool = pool;
  }

  int length() {
    return length;
  }

  /** How many of the tokens have keys and values. */
  int computed() {
    return computed;
  }

  boolean holdsPages() {
    return !pages.isEmpty();
  }

  void add(int[] more) {
    if (tokens.length < length + more.length) {
      tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + more.length));
    }
    System.arraycopy(more, 0, tokens, length, more.length);
    length += more.length;
  }

  void truncate(int newLength) {
    length = newLength;
    computed = Math.min(computed, newLength);
    while (pages.size() > pool.pages(computed)) {
      pool.release(pages.removeLast());
    }
    while (shared.size() > computed / pool.tokens()) {
      shared.removeLast();
    }
  }

  /**
   * Takes over pages that hold the next tokens already, of another sequence or of this one's past.
   *
   * @param last how many tokens must be left to compute
   */
  void adopt(int last) {
    while (shared.size() == computed / pool.tokens()) {
      int end = (shared.size() + 1) * pool.tokens();
      if (end > length - last) {
        return;
      }
      Optional<Prefix> known = pool.find(prefix(), page(shared.size()));
      if (known.isEmpty()) {
        return;
      }
      while (pages.size() > shared.size()) {
        pool.release(pages.removeLast()); // begun, but not as far
      }
      shared.add(known.get());
      pages.add(known.get().page());
      computed = end;
    }
  }

  /**
   * Makes room for the keys and values of the next tokens. Some that were computed may have to be
   * computed again: where a page that others read can't be copied.
   *
   * @return whether there is enough; if not, what there is stays
   */
  boolean reserve(int count) {
    int begun = computed / pool.tokens();
    if (begun < pages.size() && pages.get(begun).prefix != null) {
      Optional<Page> own = pool.take();
      if (own.isEmpty()) {
        return false;
      }
      Page known = pages.set(begun, own.get());
      if (!pool.copy(known, own.get())) {
        computed = begun * pool.tokens(); // again, into a page of its own
      }
      pool.release(known);
    }
    while (pages.size() < pool.pages(computed + count)) {
      Optional<Page> next = pool.take();
      if (next.isEmpty()) {
        return false;
      }
      pages.add(next.get());
    }
    return true;
  }

  /** The next tokens, for which there is room. */
  Pass.Part next(int count, int wanted) {
    return new Pass.Part(
        List.copyOf(pages.subList(0, pool.pages(computed + count))),
        computed,
        Arrays.copyOfRange(tokens, computed, computed + count),
        wanted);
  }

  /**
   * The next tokens are computed. Pages that lie so far back that they will hardly be written again
   * are made known to others.
   */
  void computed(int count) {
    computed += count;
    share(computed - pool.tokens());
  }

  /** Gives all pages back; what is full of them stays known as long as nothing needs the room. */
  void release() {
    share(computed);
    pages.forEach(pool::release);
    pages.clear();
    shared.clear();
    computed = 0;
  }

  private void share(int end) {
    while ((shared.size() + 1) * pool.tokens() <= end) {
      int i = shared.size();
      Prefix prefix = pool.share(prefix(), page(i), pages.get(i));
      pages.set(i, prefix.page());
      shared.add(prefix);
    }
  }

  private Prefix prefix() {
    return shared.isEmpty() ? pool.root() : shared.getLast();
  }

  private int[] page(int i) {
    return Arrays.copyOfRange(tokens, i * pool.tokens(), (i + 1) * pool.tokens());
  }
}
