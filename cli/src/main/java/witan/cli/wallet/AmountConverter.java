package witan.cli.wallet;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import witan.cli.Failure;
import witan.protocol.Rao;

/** Reads an amount on the command line. */
public final class AmountConverter implements ITypeConverter<Rao> {
  @Override
  public Rao convert(String text) {
    try {
      return Tao.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(Failure.reason(e) + ": " + text);
    }
  }
}
