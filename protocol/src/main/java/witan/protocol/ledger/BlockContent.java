package witan.protocol.ledger;

import java.util.List;
import java.util.Objects;

/**
 * A closed and hashed block with all that is in it: a line of an export.
 *
 * @param commands in the order in which they are hashed
 * @param entries likewise
 * @param epochs that it closed, by netuid
 */
public record BlockContent(
    BlockInfo block,
    List<ContentCommand> commands,
    List<EntryInfo> entries,
    List<EpochInfo> epochs) {

  /**
   * A command.
   *
   * @param hash what was signed, in hexadecimal after 0x
   */
  public record ContentCommand(String hash, SignedCommand command) {}

  public BlockContent {
    commands = List.copyOf(commands);
    entries = List.copyOf(entries);
    // Exports of before there were epochs have none.
    epochs = List.copyOf(Objects.requireNonNullElse(epochs, List.of()));
  }
}
