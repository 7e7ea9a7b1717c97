package witan.consensus.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import witan.consensus.EpochParameters;
import witan.consensus.SparseRows;

/** A case of equal validators that give equal servers equal weights, over some epochs. */
final class CompactCase {

  private static final int U16 = 65_535;

  private static final int MOST_EPOCHS = 1_000;

  private static final long MOST_PAIRS = 1 << 21;

  private final Uids validators;
  private final Uids servers;
  private final Uids everybody;
  private final List<Expectation> expected = new ArrayList<>();

  private CompactCase(Place given) {
    int n = Neurons.count(given.get("n"));
    validators = range(given.get("validators"), 0, n);
    servers = range(given.get("servers"), validators.end(), n);
    everybody = new Uids(0, n);
    if ((long) n * Math.max(validators.count(), servers.count()) > MOST_PAIRS) {
      throw new CaseFileException(
          "%s is too large: at most %d pairs of a validator or a server and a neuron."
              .formatted(given.path(), MOST_PAIRS));
    }
  }

  static Scenario read(Place found, Place file) {
    Place given = found.get("compact_input");
    CompactCase compact = new CompactCase(given);
    for (String name : List.of("expected_published", "computed_by_port", "expected")) {
      found.find(name).ifPresent(compact::expect);
    }
    return compact.scenario(found.get("name").text(), given, CaseFile.emission(given, file));
  }

  private Scenario scenario(String name, Place given, long emission) {
    int n = everybody.count();
    long[] stake = new long[n];
    int[][][] weights = new int[n][0][];
    int weight = given.get("weight_each").whole(0, U16);
    long each = Neurons.whole(given.get("stake_per_validator"));
    for (int i = validators.first(); i < validators.end(); i++) {
      stake[i] = each;
      weights[i] = new int[servers.count()][];
      for (int j = 0; j < servers.count(); j++) {
        weights[i][j] = new int[] {servers.first() + j, weight};
      }
    }
    EpochParameters rules = Rules.read(given);
    Market market = new Market(n, rules, emission);
    SparseRows sent = SparseRows.of(weights);
    int epochs = given.get("epochs").whole(1, MOST_EPOCHS);
    List<Scenario.Step> steps = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      steps.add(
          new Scenario.Step(
              "epoch " + epoch,
              market.given(epoch, stake, sent, Market.NONE),
              rules,
              epoch == epochs - 1 ? expected : List.of()));
    }
    return new Scenario(name, "", steps);
  }

  /** What holds of each validator and each server after the last epoch. */
  private void expect(Place place) {
    place.find("validator").ifPresent(group -> expect(group, validators));
    place.find("server").ifPresent(group -> expect(group, servers));
  }

  private void expect(Place group, Uids uids) {
    for (Map.Entry<String, Place> entry : group.fields()) {
      Place value = entry.getValue();
      switch (entry.getKey()) {
        case "bond_to_validator" -> bonds(uids, validators, value);
        case "bond_to_server" -> bonds(uids, servers, value);
        case "bonds_row" -> bonds(uids, everybody, value);
        default -> {
          Optional<Field> field = Expectations.find(entry.getKey());
          for (int uid = uids.first(); uid < uids.end() && field.isPresent(); uid++) {
            expected.add(new Expectation(field.get(), uid, -1, Neurons.whole(value), 0));
          }
        }
      }
    }
  }

  private void bonds(Uids uids, Uids of, Place value) {
    for (int uid = uids.first(); uid < uids.end(); uid++) {
      for (int other = of.first(); other < of.end(); other++) {
        expected.add(new Expectation(Field.BONDS, uid, other, value.whole(0, U16), 0));
      }
    }
  }

  /** The first and the last uid. */
  private static Uids range(Place place, int least, int n) {
    List<Place> ends = place.items();
    if (ends.size() != 2) {
      throw place.wrong("a first and a last uid");
    }
    int first = ends.get(0).whole(least, n - 1);
    return new Uids(first, ends.get(1).whole(first, n - 1) - first + 1);
  }
}
