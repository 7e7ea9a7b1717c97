package witan.gating;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An audited answer that is kept to compare questions with.
 *
 * @param number of the answer, counted from the first ever audited
 * @param scores by expert
 */
record Probe(long number, CompactVector question, SortedMap<String, Float> scores) {

  Probe {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }
}
