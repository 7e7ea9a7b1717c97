package witan.cli.wallet;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import witan.cli.Failure;
import witan.protocol.key.Hotkey;

/** Reads a hotkey on the command line. */
final class HotkeyConverter implements ITypeConverter<Hotkey> {
  @Override
  public Hotkey convert(String text) {
    try {
      return new Hotkey(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(Failure.reason(e));
    }
  }
}
