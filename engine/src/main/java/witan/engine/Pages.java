package witan.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All pages of an engine, and which texts the ones that nobody writes any more are of.
 *
 * <p>There are at most so many as were allowed. A page that no sequence holds stays known by its
 * text until it is needed for another.
 */
final class Pages implements AutoCloseable {
  private final PageStore store;
  private int most;
  private final Deque<Page> free = new ArrayDeque<>();
  private final Prefix root = Prefix.root();
  private final Set<Prefix> known = new HashSet<>();
  private int made;
  private long clock;

  /** Takes over the store. */
  Pages(PageStore store, int most) {
    this.store = store;
    this.most = most;
  }

  /** Tokens of one page. */
  int tokens() {
    return store.tokens();
  }

  /** How many pages hold so many tokens. */
  int pages(int tokens) {
    return Math.ceilDiv(tokens, tokens());
  }

  /** {@link PageStore#copy}. */
  boolean copy(Page from, Page to) {
    return store.copy(from, to);
  }

  /** The empty text. */
  Prefix root() {
    return root;
  }

  /** A page to write into, held once; none if sequences hold all of them. */
  Optional<Page> take() {
    Page page = free.poll();
    if (page == null && made < most) {
      page = make();
    }
    if (page == null) {
      page = forgetOldest();
    }
    if (page != null) {
      page.holders = 1;
    }
    return Optional.ofNullable(page);
  }

  /** Where the machine has no more memory than this, it is enough: pages are used again. */
  private @Nullable Page make() {
    try {
      Page page = store.make(made);
      made++;
      return page;
    } catch (OutOfMemoryError e) {
      if (made == 0) {
        throw new ModelException(
            "There is not even memory for the keys and values of %d tokens.".formatted(tokens()),
            e);
      }
      most = made;
      return null;
    }
  }

  private @Nullable Page forgetOldest() {
    Prefix oldest = null;
    for (Prefix prefix : known) {
      if (prefix.page().holders == 0
          && prefix.isLeaf()
          && (oldest == null || prefix.used < oldest.used)) {
        oldest = prefix;
      }
    }
    if (oldest == null) {
      return null;
    }
    known.remove(oldest);
    oldest.forget();
    oldest.page().prefix = null;
    return oldest.page();
  }

  /** One sequence less holds it. */
  void release(Page page) {
    page.holders--;
    if (page.holders == 0 && page.prefix == null) {
      free.push(page);
    }
  }

  /** A known text one page longer, now held once more. */
  Optional<Prefix> find(Prefix before, int[] tokens) {
    Optional<Prefix> found = before.followedBy(tokens);
    found.ifPresent(prefix -> {
      prefix.used = ++clock;
      prefix.page().holders++;
    });
    return found;
  }

  /**
   * Makes a full page known. If its text is known already, the page is released, as the other one
   * holds the same bits, and that one is held instead.
   */
  Prefix share(Prefix before, int[] tokens, Page page) {
    Optional<Prefix> same = find(before, tokens);
    if (same.isPresent()) {
      release(page);
      return same.get();
    }
    Prefix added = before.follow(tokens, page);
    added.used = ++clock;
    page.prefix = added;
    known.add(added);
    return added;
  }

  @Override
  public void close() {
    store.close();
  }
}
