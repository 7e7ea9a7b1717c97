package witan.consensus.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what a file expects of an epoch: a field by its name, or its name and {@code _prop} where
 * the numbers are shares in floating point. Null, or what is missing at the end of a list, is not
 * asserted; what Witan has no name for is left out.
 */
final class Expectations {

  /** Shares are given with four digits, and compared to three, as upstream's tests do. */
  private static final long TOLERANCE = Math.round(0.001 * 65_535);

  private static final String SHARE = "_prop";

  private final Function<Field, Uids> rows;
  private final Uids columns;
  private final List<Expectation> expected = new ArrayList<>();

  private Expectations(Function<Field, Uids> rows, Uids columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * @param rows whose numbers a field has
   * @param columns of whom bonds are
   */
  static List<Expectation> read(Place place, Function<Field, Uids> rows, Uids columns) {
    Expectations expectations = new Expectations(rows, columns);
    for (Map.Entry<String, Place> field : place.fields()) {
      boolean share = field.getKey().endsWith(SHARE);
      String name =
          share
              ? field.getKey().substring(0, field.getKey().length() - SHARE.length())
              : field.getKey();
      find(name).ifPresent(known -> expectations.add(known, field.getValue(), share));
    }
    return expectations.expected;
  }

  static Optional<Field> find(String name) {
    for (Field field : Field.values()) {
      if (field.toString().equals(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  private void add(Field field, Place place, boolean share) {
    if (field == Field.SERVER_EMISSION_EQUAL_AND_POSITIVE) {
      add(field, -1, -1, place, share);
      return;
    }
    Uids uids = rows.apply(field);
    List<Place> values = upTo(uids.count(), place);
    for (int i = 0; i < values.size(); i++) {
      if (field == Field.BONDS) {
        addBonds(uids.first() + i, values.get(i), share);
      } else {
        add(field, uids.first() + i, -1, values.get(i), share);
      }
    }
  }

  private void addBonds(int uid, Place row, boolean share) {
    if (row.isNull()) {
      return;
    }
    if (Neurons.isSparse(row)) {
      int[] bonds = new Neurons(columns.count()).values(row);
      for (int j = 0; j < bonds.length; j++) {
        expected.add(new Expectation(Field.BONDS, uid, columns.first() + j, bonds[j], 0));
      }
    } else {
      List<Place> bonds = upTo(columns.count(), row);
      for (int j = 0; j < bonds.size(); j++) {
        add(Field.BONDS, uid, columns.first() + j, bonds.get(j), share);
      }
    }
  }

  private void add(Field field, int uid, int of, Place value, boolean share) {
    if (value.isNull()) {
      return;
    }
    long number =
        share
            ? Math.round(value.share() * 65_535)
            : value.isFlag() ? (value.flag() ? 1 : 0) : Neurons.whole(value);
    expected.add(new Expectation(field, uid, of, number, share ? TOLERANCE : 0));
  }

  private static List<Place> upTo(int most, Place list) {
    List<Place> items = list.items();
    if (items.size() > most) {
      throw new CaseFileException(
          "%s has %d entries where there are %d neurons."
              .formatted(list.path(), items.size(), most));
    }
    return items;
  }
}
