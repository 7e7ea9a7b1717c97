package witan.cli.eval;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * An answer is right when it contains the reference answer, both normalised; of a reference in
 * parts ({@code one|another}) all of them.
 */
public final class Correctness {

  private Correctness() {}

  public static boolean isRight(String answer, String reference) {
    String said = " " + normalised(answer) + " ";
    return Arrays.stream(reference.split("\\|"))
        .allMatch(part -> said.contains(" " + normalised(part) + " "));
  }

  /** Lower case, accents off, every run of other characters one space. */
  static String normalised(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit}]+", " ")
        .strip();
  }
}
