package witan.cli.key;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import witan.cli.Failure;
import witan.cli.wallet.AmountConverter;
import witan.protocol.Rao;

/** Reads wishes on the command line. */
final class Wishes {

  private Wishes() {}

  /** Of a count. */
  static final class Count implements ITypeConverter<Wish<Integer>> {
    @Override
    public Wish<Integer> convert(String text) {
      return read(text, Count::parse);
    }

    private static Integer parse(String text) {
      if (!text.matches("[1-9][0-9]{0,8}")) {
        throw new IllegalArgumentException("that is a whole number of at least 1, or none");
      }
      return Integer.valueOf(text);
    }
  }

  /** Of an amount. */
  static final class Amount implements ITypeConverter<Wish<Rao>> {
    @Override
    public Wish<Rao> convert(String text) {
      return Wish.of(text, new AmountConverter()::convert);
    }
  }

  /** Of a span of time. */
  static final class Span implements ITypeConverter<Wish<Duration>> {
    @Override
    public Wish<Duration> convert(String text) {
      return read(text, Times::span);
    }
  }

  /** Of a time to come. */
  static final class End implements ITypeConverter<Wish<Instant>> {
    @Override
    public Wish<Instant> convert(String text) {
      return read(text, said -> Times.end(said, Instant.now(), ZoneId.systemDefault()));
    }
  }

  private static <T> Wish<T> read(String text, Function<String, T> read) {
    try {
      return Wish.of(text, read);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(Failure.reason(e) + ": " + text);
    }
  }
}
