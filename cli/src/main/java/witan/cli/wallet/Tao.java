package witan.cli.wallet;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import witan.protocol.Rao;

/** Amounts as people say them: {@code 1.5} is TAO, {@code 1500rao} is rao. */
public final class Tao {

  private static final Pattern TAO = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
  private static final String RAO = "rao";
  private static final int DECIMALS = 9;

  private Tao() {}

  /**
   * @throws IllegalArgumentException if the text is no amount; the message says how one is written
   */
  static Rao parse(String text) {
    if (text.endsWith(RAO)) {
      return Rao.parse(text.substring(0, text.length() - RAO.length()));
    }
    if (!TAO.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an amount is TAO with at most nine decimals, like 1.5, or whole rao, like 1500rao");
    }
    return new Rao(
        new BigDecimal(text)
            .setScale(DECIMALS, RoundingMode.UNNECESSARY)
            .unscaledValue()
            .longValueExact());
  }

  /** In TAO with all nine decimals, so that columns of amounts line up at the point. */
  public static String text(Rao rao) {
    return BigDecimal.valueOf(rao.value(), DECIMALS).toPlainString();
  }
}
