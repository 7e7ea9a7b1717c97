package witan.protocol.ledger;

import java.util.List;

/**
 * A closed and hashed block with all that is in it: a line of an export.
 *
 * @param commands in the order in which they are hashed
 * @param entries likewise
 */
public record BlockContent(
    BlockInfo block, List<ContentCommand> commands, List<EntryInfo> entries) {

  /**
   * A command.
   *
   * @param hash what was signed, in hexadecimal after 0x
   */
  public record ContentCommand(String hash, SignedCommand command) {}

  public BlockContent {
    commands = List.copyOf(commands);
    entries = List.copyOf(entries);
  }
}
