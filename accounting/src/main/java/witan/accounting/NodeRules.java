package witan.accounting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import witan.accounting.Neuron.Commit;
import witan.accounting.Result.Posted;
import witan.accounting.Result.Refused;
import witan.accounting.block.Genesis;
import witan.consensus.metagraph.WeightRules;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.RevealWeights;
import witan.protocol.ledger.NodeCommand.SetWeights;
import witan.protocol.ledger.NodeCommand.VoteSubnets;
import witan.protocol.ledger.Refusal;

/**
 * What validators may say, and what it changes: {@code subnets/weights.rs} of subtensor, with
 * commitments as its second version has them. Pure.
 */
final class NodeRules {

  private static final int MOST_COMMITS = 10;

  private final Map<Integer, Genesis.Subnet> subnets;
  private final boolean isVoting;

  NodeRules(Map<Integer, Genesis.Subnet> subnets, Parameters parameters) {
    this.subnets = subnets;
    this.isVoting = parameters.voteBlocks() > 0;
  }

  /** Does a command, or says why not; then {@code books} are as they were. */
  Result apply(Books books, NodeCommand command, long height) {
    Optional<Node> known = books.node(command.hotkey());
    if (known.isEmpty()) {
      return refused(Refusal.NOT_REGISTERED, "Register hotkey " + command.hotkey() + " first.");
    }
    Node node = known.get();
    if (command.nonce() <= node.nonce()) {
      return refused(
          Refusal.NONCE_TOO_LOW,
          "The last nonce of this hotkey is " + node.nonce() + "; go above it.");
    }
    Result result =
        switch (command) {
          case CommitWeights c ->
              at(books, c.netuid(), c.hotkey(), place -> commit(books, place, c, height));
          case RevealWeights c ->
              at(books, c.netuid(), c.hotkey(), place -> reveal(books, place, c, height));
          case SetWeights c ->
              at(books, c.netuid(), c.hotkey(), place -> set(books, place, c, height));
          case VoteSubnets c -> vote(books, c);
        };
    if (result instanceof Posted) {
      books.put(
          command.hotkey(), books.node(command.hotkey()).orElseThrow().using(command.nonce()));
    }
    return result;
  }

  /** Where a command is said: a neuron on a subnet with its rules. */
  private record Where(Hyperparameters rules, Neuron neuron) {
    int netuid() {
      return neuron.place().netuid();
    }

    long lastReveal(Commit commit) {
      return rules.lastReveal(netuid(), commit.height());
    }
  }

  private interface Said {
    Result by(Where where);
  }

  private Result at(Books books, int netuid, Hotkey hotkey, Said said) {
    Genesis.@Nullable Subnet subnet = subnets.get(netuid);
    @Nullable Hyperparameters rules = subnet == null ? null : subnet.rules();
    if (rules == null) {
      return refused(
          Refusal.NO_SUCH_SUBNET, "There is no subnet " + netuid + " with weights on this ledger.");
    }
    return books
        .neuron(new Seat(netuid, hotkey))
        .map(neuron -> said.by(new Where(rules, neuron)))
        .orElseGet(() ->
            refused(
                Refusal.NOT_REGISTERED,
                "Hotkey " + hotkey + " has no place on subnet " + netuid + "."));
  }

  private static Result commit(Books books, Where where, CommitWeights c, long height) {
    if (!where.rules.commitReveal()) {
      return refused(
          Refusal.COMMIT_REVEAL_OFF, "Weights are set openly here; send them as SetWeights.");
    }
    Optional<Refused> early = tooSoon(where, height);
    if (early.isPresent()) {
      return early.get();
    }
    List<Commit> open =
        where.neuron.commits().stream()
            .filter(commit -> height <= where.lastReveal(commit))
            .toList();
    if (open.size() >= MOST_COMMITS) {
      return refused(
          Refusal.TOO_MANY_COMMITS,
          MOST_COMMITS + " commitments are open; reveal one, or wait until one has expired.");
    }
    books.put(where.neuron.committed(open, new Commit(height, c.commitment())));
    return new Posted();
  }

  private static Result reveal(Books books, Where where, RevealWeights c, long height) {
    if (!where.rules.commitReveal()) {
      return refused(
          Refusal.COMMIT_REVEAL_OFF, "Weights are set openly here; send them as SetWeights.");
    }
    String hash = Commitment.of(c);
    List<Commit> commits = where.neuron.commits();
    int index =
        IntStream.range(0, commits.size())
            .filter(k -> commits.get(k).hash().equals(hash))
            .findFirst()
            .orElse(-1);
    if (index < 0) {
      return refused(
          Refusal.NO_SUCH_COMMIT,
          "Nothing was committed to with hash "
              + hash
              + "; what is revealed has to be the same in"
              + " every number, the salt included.");
    }
    Commit commit = commits.get(index);
    if (height > where.lastReveal(commit)) {
      return refused(
          Refusal.COMMIT_EXPIRED,
          "It could be revealed until height " + where.lastReveal(commit) + "; commit again.");
    }
    long from = where.rules.firstReveal(where.netuid(), commit.height());
    if (height < from) {
      return refused(Refusal.REVEAL_TOO_EARLY, "Reveal it from height " + from + " on.");
    }
    return weigh(books, where, c.uids(), c.weights(), c.versionKey())
        .<Result>map(refused -> refused)
        .orElseGet(() -> {
          books.put(where.neuron.revealed(commits.subList(index + 1, commits.size())));
          return new Posted();
        });
  }

  private static Result set(Books books, Where where, SetWeights c, long height) {
    if (where.rules.commitReveal()) {
      return refused(
          Refusal.COMMIT_REVEAL_REQUIRED,
          "Commit to the weights by CommitWeights, and reveal them by RevealWeights "
              + where.rules.revealPeriod()
              + " epochs later.");
    }
    return tooSoon(where, height)
        .or(() -> weigh(books, where, c.uids(), c.weights(), c.versionKey()))
        .<Result>map(refused -> refused)
        .orElseGet(() -> {
          books.put(where.neuron.updated(height));
          return new Posted();
        });
  }

  private static Optional<Refused> tooSoon(Where where, long height) {
    long again = where.neuron.lastUpdate() + where.rules.weightsRateLimit();
    return height < again
        ? Optional.of(
            refused(
                Refusal.WEIGHTS_SET_TOO_SOON,
                "This neuron's weights can be set again at height " + again + "."))
        : Optional.empty();
  }

  /** Takes weights, or says why not. */
  private static Optional<Refused> weigh(
      Books books, Where where, int[] uids, int[] weights, long versionKey) {
    Neuron neuron = where.neuron;
    if (versionKey < where.rules.weightsVersion()) {
      return Optional.of(
          refused(
              Refusal.WRONG_VERSION_KEY,
              "\"versionKey\" is at least " + where.rules.weightsVersion() + " here."));
    }
    long least = where.rules.consensus().minStake();
    if (books.stakeBehind(neuron.seat()) < least) {
      return Optional.of(
          refused(Refusal.STAKE_TOO_LOW, "A validator needs a stake of " + least + " rao here."));
    }
    int neurons = books.subnet(where.netuid()).orElseThrow().neurons();
    return switch (where
        .rules
        .weights(neurons)
        .set(neuron.uid(), neuron.standing().permit(), uids, weights)) {
      case WeightRules.Result.Taken(var rising, var upscaled) -> {
        books.putWeights(neuron.place(), SparseRow.of(rising, upscaled));
        yield Optional.empty();
      }
      case WeightRules.Result.Refused(var reason) -> Optional.of(refused(reason, where, neurons));
    };
  }

  private static Refused refused(WeightRules.Refusal reason, Where where, int neurons) {
    return switch (reason) {
      case LENGTHS_DIFFER ->
          refused(Refusal.LENGTHS_DIFFER, "Send one weight for each uid, in the same order.");
      case TOO_MANY_UIDS ->
          refused(Refusal.TOO_MANY_UIDS, "The subnet has " + neurons + " neurons; name no more.");
      case WEIGHT_OUT_OF_RANGE -> throw new IllegalStateException("commands have 16-bit numbers");
      case NO_PERMIT ->
          refused(
              Refusal.NO_PERMIT,
              "It may weigh others once an epoch has found it among the "
                  + where.rules.consensus().maxValidators()
                  + " with the most stake; until then itself alone.");
      case DUPLICATE_UIDS -> refused(Refusal.DUPLICATE_UIDS, "Name each uid once.");
      case UNKNOWN_UID ->
          refused(Refusal.UNKNOWN_UID, "The subnet's uids are 0 to " + (neurons - 1) + ".");
      case TOO_FEW_WEIGHTS ->
          refused(
              Refusal.TOO_FEW_WEIGHTS,
              "Weigh at least "
                  + Math.min(neurons, where.rules.minAllowedWeights())
                  + " uids; a weight can be 0.");
      case MAX_WEIGHT_EXCEEDED ->
          refused(
              Refusal.MAX_WEIGHT_EXCEEDED,
              "One uid gets at most " + where.rules.maxWeightLimit() + " of 65535 of all.");
    };
  }

  private Result vote(Books books, VoteSubnets c) {
    if (!isVoting) {
      return refused(
          Refusal.VOTING_OFF, "The subnets' shares of the emission are set at genesis here.");
    }
    if (c.netuids().length != c.weights().length) {
      return refused(Refusal.LENGTHS_DIFFER, "Send one weight for each netuid, in the same order.");
    }
    SortedMap<Integer, Integer> votes = new TreeMap<>();
    for (int k = 0; k < c.netuids().length; k++) {
      int netuid = c.netuids()[k];
      if (!subnets.containsKey(netuid)) {
        return refused(Refusal.NO_SUCH_SUBNET, "There is no subnet " + netuid + " on this ledger.");
      }
      if (votes.put(netuid, c.weights()[k]) != null) {
        return refused(Refusal.DUPLICATE_UIDS, "Name each netuid once.");
      }
    }
    books.put(c.hotkey(), books.node(c.hotkey()).orElseThrow().voting(SparseRow.of(votes)));
    return new Posted();
  }

  private static Refused refused(Refusal reason, String detail) {
    return new Refused(reason, detail);
  }
}
