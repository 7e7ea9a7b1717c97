package witan.accounting.block;

import java.time.Instant;

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
 */
public record Header(
    long height,
    Instant at,
    String parent,
    String entriesRoot,
    int entryCount,
    String commandsRoot,
    int commandCount) {

  /**
   * The block's hash, 64 hexadecimal digits: SHA-256 of the fields in their order after the word
   * {@code block}, with line feeds between them; the time in milliseconds since 1970.
   */
  public String hash() {
    return Hash.hex(
        String.join(
            "\n",
            "block",
            Long.toString(height),
            Long.toString(at.toEpochMilli()),
            parent,
            entriesRoot,
            Integer.toString(entryCount),
            commandsRoot,
            Integer.toString(commandCount)));
  }
}
