package witan.consensus.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import witan.consensus.EpochParameters;
import witan.consensus.Mode;
import witan.consensus.SparseRows;
import witan.consensus.Weights;

/**
 * A case of validators and servers over many epochs: stake and weights from an epoch on, and what
 * each set of rules makes of them.
 */
final class MarketCase {

  private static final int MOST_EPOCHS = 100_000;

  /** So many outcomes of neurons are kept at once. */
  private static final long MOST_OUTCOMES = 2_000_000;

  private final Place found;
  private final Place file;
  private final int validators;
  private final int servers;
  private final int epochs;

  private MarketCase(Place found, Place file) {
    this.found = found;
    this.file = file;
    validators = Neurons.count(found.get("n_validators"));
    servers = Neurons.count(found.get("n_servers"));
    epochs = found.get("epochs").whole(1, MOST_EPOCHS);
    if (validators + servers > Neurons.MOST
        || (long) epochs * (validators + servers) > MOST_OUTCOMES) {
      throw new CaseFileException(
          "%s is too large: at most %d neurons, and %d neurons times epochs."
              .formatted(found.path(), Neurons.MOST, MOST_OUTCOMES));
    }
  }

  /** One scenario for each set of rules. */
  static List<Scenario> read(Place found, Place file) {
    MarketCase market = new MarketCase(found, file);
    List<Scenario> scenarios = new ArrayList<>();
    market.rules().forEach((name, rules) -> scenarios.add(market.scenario(name, rules)));
    return scenarios;
  }

  /** Those that the case expects something under; else all of the file; else one of each mode. */
  private Map<String, EpochParameters> rules() {
    Optional<Place> defined = file.find("modes");
    Map<String, EpochParameters> rules = new LinkedHashMap<>();
    if (defined.isEmpty()) {
      for (Mode mode : Mode.values()) {
        rules.put(mode.toString(), Rules.of(mode));
      }
    } else {
      for (Map.Entry<String, Place> mode : defined.get().fields()) {
        rules.put(mode.getKey(), Rules.read(mode.getValue()));
      }
    }
    Optional<Place> expected = found.find("modes");
    if (expected.isPresent()) {
      List<String> names = expected.get().fields().stream().map(Map.Entry::getKey).toList();
      for (String name : names) {
        if (!rules.containsKey(name)) {
          throw new CaseFileException(
              "%s names %s, which the file's modes don't define: %s."
                  .formatted(expected.get().path(), name, rules.keySet()));
        }
      }
      rules.keySet().retainAll(names);
    }
    return rules;
  }

  private Scenario scenario(String name, EpochParameters rules) {
    Market market = new Market(validators + servers, rules, CaseFile.emission(found, file));
    List<Place> expected =
        found.find("modes").map(modes -> modes.get(name).items()).orElse(List.of());
    if (expected.size() > epochs) {
      throw new CaseFileException(
          "%s.modes.%s has %d epochs, the case %d."
              .formatted(found.path(), name, expected.size(), epochs));
    }
    NavigableMap<Integer, Sent> sent = sent();
    List<Scenario.Step> steps = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      Sent now = sent.floorEntry(epoch).getValue();
      steps.add(
          new Scenario.Step(
              "epoch " + epoch,
              market.given(epoch, now.stake(), now.weights(), reset(epoch, rules.mode())),
              rules,
              epoch < expected.size() ? expectations(expected.get(epoch)) : List.of()));
    }
    return new Scenario(found.get("name").text(), name, steps);
  }

  /** In whom all bonds are lost before an epoch, if they are bonds of pairs. */
  private int reset(int epoch, Mode mode) {
    Optional<Place> reset = found.find("reset_bonds");
    if (mode == Mode.YUMA2
        || reset.isEmpty()
        || !reset.get().find("enabled").map(Place::flag).orElse(true)
        || reset.get().get("epoch").whole(0, epochs - 1) != epoch) {
      return Market.NONE;
    }
    return validators + reset.get().get("server_index").whole(0, servers - 1);
  }

  /** What stands from an epoch on. */
  private record Sent(long[] stake, SparseRows weights) {}

  private NavigableMap<Integer, Sent> sent() {
    NavigableMap<Integer, Sent> sent = new TreeMap<>();
    for (Place input : found.get("inputs").items()) {
      Place from = input.get("from_epoch");
      int epoch = from.whole(0, epochs - 1);
      if (sent.put(epoch, new Sent(stake(input), weights(input))) != null) {
        throw from.wrong("an epoch of its own");
      }
    }
    if (!sent.containsKey(0)) {
      throw found.get("inputs").wrong("a list with an entry from_epoch 0");
    }
    return sent;
  }

  private long[] stake(Place input) {
    long[] stake = new Neurons(validators).wholes(input.get("stake"));
    return Arrays.copyOf(stake, validators + servers);
  }

  private SparseRows weights(Place input) {
    int[][][] rows = new int[validators + servers][0][];
    List<Place> sent = new Neurons(validators).items(input.get("weights_sent_u16"));
    for (int i = 0; i < validators; i++) {
      int[] weights = Weights.upscaled(new Neurons(servers).values(sent.get(i)));
      rows[i] = new int[servers][];
      for (int j = 0; j < servers; j++) {
        rows[i][j] = new int[] {validators + j, weights[j]};
      }
    }
    return SparseRows.of(rows);
  }

  private List<Expectation> expectations(Place epoch) {
    Uids first = new Uids(0, validators);
    Uids second = new Uids(validators, servers);
    return Expectations.read(
        epoch,
        field ->
            switch (field) {
              case CONSENSUS, INCENTIVE -> second;
              case DIVIDENDS, VALIDATOR_TRUST, BONDS -> first;
              default -> new Uids(0, validators + servers);
            },
        second);
  }
}
