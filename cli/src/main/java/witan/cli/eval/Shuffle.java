package witan.cli.eval;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Fisher and Yates's shuffle, from a generator that is handed in. */
public final class Shuffle {

  private Shuffle() {}

  public static void inPlace(List<?> list, RandomGenerator random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }
}
