package witan.engine;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the keys and values of some neighbouring tokens. Written by the one sequence that
 * holds it; once it is full and in the prefix tree, it is only read, by any number of sequences.
 */
final class Page {

  /** Among those of its store, from 0. */
  final int number;

  /** Its memory, if that is the machine's. */
  final MemorySegment data;

  /** How many sequences hold it. */
  int holders;

  /** Where the prefix tree has it; null while it is one sequence's own. */
  @Nullable Prefix prefix;

  Page(int number, MemorySegment data) {
    this.number = number;
    this.data = data;
  }
}
