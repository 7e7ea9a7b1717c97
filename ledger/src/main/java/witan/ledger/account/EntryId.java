package witan.ledger.account;

import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witan.protocol.Rao;
import witan.protocol.ledger.EntryInfo;

/**
 * An entry's place: its block, and a number that rises in the order of posting.
 *
 * <p>As text with a hyphen between the two.
 */
public record EntryId(long height, long number) {

  /** After every entry. */
  public static final EntryId END = new EntryId(Long.MAX_VALUE, Long.MAX_VALUE);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  /** None if the text is no such id. */
  public static Optional<EntryId> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EntryId(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** Entries from rows of height, id, kind, debit, credit, amount and reference. */
  public static List<EntryInfo> entries(Iterable<Row> rows) {
    List<EntryInfo> entries = new ArrayList<>();
    for (Row row : rows) {
      long height = row.getLong("height");
      entries.add(
          new EntryInfo(
              new EntryId(height, row.getLong("id")).toString(),
              height,
              row.getString("kind"),
              row.getString("debit"),
              row.getString("credit"),
              new Rao(row.getLong("amount")),
              row.getString("reference")));
    }
    return entries;
  }

  @Override
  public String toString() {
    return height + "-" + number;
  }
}
