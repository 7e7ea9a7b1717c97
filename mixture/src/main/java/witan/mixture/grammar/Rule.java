package witan.mixture.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a context-free grammar over bytes. A rule is equal to itself only.
 *
 * <p>Its <em>height</em> is how many levels of objects and arrays even its flattest text opens one
 * inside the other. It is known once the grammar is whole ({@link Grammar}); a rule without any
 * finite text has none.
 */
abstract sealed class Rule {

  /** The height of a rule that has no finite text. */
  static final int ENDLESS = Integer.MAX_VALUE;

  private int height = ENDLESS;

  int height() {
    return height;
  }

  /** Takes its height from those of its parts; whether it has changed. */
  boolean settle() {
    int before = height;
    height = measured();
    return height != before;
  }

  abstract int measured();

  /** The rules that it is made of. */
  abstract List<Rule> parts();

  /** Bytes that come one after the other. */
  static final class Literal extends Rule {

    final byte[] bytes;

    Literal(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    int measured() {
      return 0;
    }

    @Override
    List<Rule> parts() {
      return List.of();
    }
  }

  /** One byte of a range. */
  static final class ByteRange extends Rule {

    final int low;
    final int high;

    ByteRange(int low, int high) {
      this.low = low;
      this.high = high;
    }

    @Override
    int measured() {
      return 0;
    }

    @Override
    List<Rule> parts() {
      return List.of();
    }
  }

  /** One rule after the other. */
  static final class Sequence extends Rule {

    final List<Rule> items;

    Sequence(List<Rule> items) {
      this.items = List.copyOf(items);
    }

    @Override
    int measured() {
      return items.stream().mapToInt(Rule::height).max().orElse(0);
    }

    @Override
    List<Rule> parts() {
      return items;
    }
  }

  /** One of several rules; of none there is no text. */
  static final class Choice extends Rule {

    final List<Rule> choices;

    Choice(List<Rule> choices) {
      this.choices = List.copyOf(choices);
    }

    @Override
    int measured() {
      return choices.stream().mapToInt(Rule::height).min().orElse(ENDLESS);
    }

    @Override
    List<Rule> parts() {
      return choices;
    }
  }

  /** A rule {@code min} to {@code max} times; {@link Integer#MAX_VALUE} is without limit. */
  static final class Repeat extends Rule {

    final Rule body;
    final int min;
    final int max;

    Repeat(Rule body, int min, int max) {
      this.body = body;
      this.min = min;
      this.max = max;
    }

    @Override
    int measured() {
      return min == 0 ? 0 : body.height();
    }

    @Override
    List<Rule> parts() {
      return List.of(body);
    }
  }

  /** A rule one level deeper: an object or an array. */
  static final class Level extends Rule {

    final Rule body;

    Level(Rule body) {
      this.body = body;
    }

    @Override
    int measured() {
      return body.height() == ENDLESS ? ENDLESS : body.height() + 1;
    }

    @Override
    List<Rule> parts() {
      return List.of(body);
    }
  }

  /** A rule that is known later, so that rules can contain themselves. */
  static final class Reference extends Rule {

    private @Nullable Rule target;

    void refersTo(Rule rule) {
      target = rule;
    }

    Rule target() {
      if (target == null) {
        throw new IllegalStateException("the grammar is not whole yet");
      }
      return target;
    }

    @Override
    int measured() {
      return target().height();
    }

    @Override
    List<Rule> parts() {
      return List.of(target());
    }
  }
}
