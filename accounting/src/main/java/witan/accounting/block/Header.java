package witan.accounting.block;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a block's hash is over.
 *
 * @param height from 1; block 0 is the genesis
 * @param at when the block was closed, in whole milliseconds
 * @param parent hash of the block before
 * @param entriesRoot root over the block's entries, in the order in which they were posted
 * @param entryCount how many
 * @param commandsRoot root over the block's commands, likewise
 * @param commandCount how many
 * @param states hashes of the states that the block's epochs left, by netuid; most blocks have none
 */
public record Header(
    long height,
    Instant at,
    String parent,
    String entriesRoot,
    int entryCount,
    String commandsRoot,
    int commandCount,
    List<String> states) {

  public Header {
    states = List.copyOf(states);
  }

  /**
   * The block's hash, 64 hexadecimal digits: SHA-256 of the fields in their order after the word
   * {@code block}, with line feeds between them; the time in milliseconds since 1970, and no line
   * where there is no state.
   */
  public String hash() {
    List<String> lines = new ArrayList<>();
    lines.add("block");
    lines.add(Long.toString(height));
    lines.add(Long.toString(at.toEpochMilli()));
    lines.add(parent);
    lines.add(entriesRoot);
    lines.add(Integer.toString(entryCount));
    lines.add(commandsRoot);
    lines.add(Integer.toString(commandCount));
    lines.addAll(states);
    return Hash.hex(String.join("\n", lines));
  }
}
