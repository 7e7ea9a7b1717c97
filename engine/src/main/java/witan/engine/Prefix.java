package witan.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text of whole pages whose keys and values are known: a node in the tree of such texts. Texts
 * are compared token by token, so that no two are ever mistaken for each other.
 */
final class Prefix {
  private final @Nullable Prefix parent;
  private final Tokens tokens;
  private final Map<Tokens, Prefix> longer = new HashMap<>();
  private final @Nullable Page page;

  /** Grows with each use; the page that was not used for longest is given up first. */
  long used;

  /** The tokens of one page. */
  private record Tokens(int[] ids) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Tokens that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ids);
    }
  }

  private Prefix(@Nullable Prefix parent, Tokens tokens, @Nullable Page page) {
    this.parent = parent;
    this.tokens = tokens;
    this.page = page;
  }

  /** The empty text, that all begin with. */
  static Prefix root() {
    return new Prefix(null, new Tokens(new int[0]), null);
  }

  /** This text and one page more, if that is known. */
  Optional<Prefix> followedBy(int[] ids) {
    return Optional.ofNullable(longer.get(new Tokens(ids)));
  }

  /** Makes it known. */
  Prefix follow(int[] ids, Page page) {
    Prefix added = new Prefix(this, new Tokens(ids), page);
    longer.put(added.tokens, added);
    return added;
  }

  /** The last page of the text. */
  Page page() {
    if (page == null) {
      throw new IllegalStateException("the empty text has no page");
    }
    return page;
  }

  /** Whether no longer text that is known begins with it. */
  boolean isLeaf() {
    return longer.isEmpty();
  }

  /** Makes it unknown; no longer text may be known. */
  void forget() {
    if (parent != null) {
      parent.longer.remove(tokens);
    }
  }
}
