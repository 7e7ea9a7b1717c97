package witan.accounting;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import witan.accounting.Account.Free;
import witan.accounting.Account.Mint;
import witan.accounting.Account.Stake;
import witan.accounting.Result.Posted;
import witan.accounting.Result.Refused;
import witan.accounting.block.Genesis;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Command.MoveStake;
import witan.protocol.ledger.Command.Register;
import witan.protocol.ledger.Command.SetTake;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.Command.Unstake;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.RevealWeights;
import witan.protocol.ledger.NodeCommand.SetWeights;
import witan.protocol.ledger.NodeCommand.VoteSubnets;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.Refusal;

/** Which commands are done, and what moves then; pure. */
public final class Rules {

  private final Parameters parameters;
  private final Map<Integer, Genesis.Subnet> subnets = new HashMap<>();
  private final NodeRules nodeRules;

  public Rules(Genesis genesis) {
    this.parameters = genesis.parameters();
    genesis.subnets().forEach(subnet -> subnets.put(subnet.netuid(), subnet));
    this.nodeRules = new NodeRules(subnets, parameters);
  }

  /** What a command may read or change, beside the subnets. */
  public static Touched touched(Command command) {
    return switch (command) {
      case Transfer c -> Touched.accounts(new Free(c.from()), new Free(c.to()));
      case Command.Stake c ->
          Touched.of(
              Set.of(new Free(c.coldkey()), stake(c)),
              Set.of(),
              Set.of(new Seat(c.netuid(), c.validator())));
      case Unstake c -> Touched.accounts(new Free(c.coldkey()), stake(c));
      case MoveStake c ->
          Touched.of(
              // The free account for its nonce.
              c.from().equals(c.to())
                  ? Set.of(new Free(c.coldkey()), origin(c))
                  : Set.of(new Free(c.coldkey()), origin(c), target(c)),
              Set.of(),
              Set.of(new Seat(c.netuid(), c.to())));
      case Register c ->
          Touched.of(
              Set.of(new Free(c.coldkey()), new Mint()),
              Set.of(c.hotkey()),
              Set.of(new Seat(c.netuid(), c.hotkey())));
      case SetTake c -> Touched.of(Set.of(new Free(c.coldkey())), Set.of(c.validator()), Set.of());
      case CommitWeights c ->
          Touched.of(Set.of(), Set.of(c.hotkey()), Set.of(new Seat(c.netuid(), c.hotkey())));
      case RevealWeights c -> weighing(new Seat(c.netuid(), c.hotkey()));
      case SetWeights c -> weighing(new Seat(c.netuid(), c.hotkey()));
      case VoteSubnets c -> Touched.of(Set.of(), Set.of(c.hotkey()), Set.of());
    };
  }

  private static Touched weighing(Seat seat) {
    return new Touched(Set.of(), Set.of(seat.hotkey()), Set.of(seat), Set.of(seat));
  }

  /**
   * The subnet all of whose neurons and their nodes have to be in the books, so that a command can
   * tell who has to go: one that is full, and somebody registers on it.
   *
   * @param more how many other registrations may be done before
   */
  public static OptionalInt crowded(Books books, Command command, int more) {
    return command instanceof Register c
            && books
                .subnet(c.netuid())
                .filter(subnet -> subnet.neurons() + more >= subnet.maxUids())
                .isPresent()
        ? OptionalInt.of(c.netuid())
        : OptionalInt.empty();
  }

  /**
   * Does a command, or says why not; then {@code books} are as they were.
   *
   * @param books with all that is {@link #touched}, the subnets, and the neurons of one that is
   *     {@link #crowded}
   * @param height of the block that it is to stand in
   * @param hash of the command, the reference of its entries
   */
  public Result apply(Books books, Command command, long height, String hash) {
    return switch (command) {
      case OwnerCommand c -> apply(books, c, height, hash);
      case NodeCommand c -> nodeRules.apply(books, c, height);
    };
  }

  private Result apply(Books books, OwnerCommand command, long height, String hash) {
    Optional<Refused> refused = refusal(books, command, height);
    if (refused.isPresent()) {
      return refused.get();
    }
    books.useNonce(command.coldkey(), command.nonce());
    switch (command) {
      case Transfer c ->
          books.move(
              Entry.Kind.TRANSFER, new Free(c.from()), new Free(c.to()), c.amount().value(), hash);
      case Command.Stake c -> {
        books.move(Entry.Kind.STAKE, new Free(c.coldkey()), stake(c), c.amount().value(), hash);
        cool(books, stake(c), height);
      }
      case Unstake c ->
          books.move(Entry.Kind.UNSTAKE, stake(c), new Free(c.coldkey()), c.amount().value(), hash);
      case MoveStake c -> {
        books.move(Entry.Kind.MOVE_STAKE, origin(c), target(c), c.amount().value(), hash);
        cool(books, target(c), height);
      }
      case Register c -> register(books, c, height, hash);
      case SetTake c -> setTake(books, c, height);
    }
    return new Posted();
  }

  private Optional<Refused> refusal(Books books, OwnerCommand command, long height) {
    long nonce = books.nonce(command.coldkey());
    if (command.nonce() <= nonce) {
      return refuse(
          Refusal.NONCE_TOO_LOW, "The last nonce of this coldkey is " + nonce + "; go above it.");
    }
    return switch (command) {
      case Transfer c -> refusal(books, c);
      case Command.Stake c -> refusal(books, c);
      case Unstake c ->
          noSubnet(books, c.netuid())
              .or(() -> lacking(books, stake(c), c.amount().value(), Refusal.INSUFFICIENT_STAKE))
              .or(() -> cooling(books, stake(c), height));
      case MoveStake c -> refusal(books, c, height);
      case Register c -> refusal(books, c, height);
      case SetTake c -> refusal(books, c, height);
    };
  }

  private static Optional<Refused> refusal(Books books, Transfer c) {
    return c.from().equals(c.to())
        ? refuse(Refusal.SAME_ACCOUNT, "\"from\" and \"to\" are the same; nothing would move.")
        : lacking(books, new Free(c.from()), c.amount().value(), Refusal.INSUFFICIENT_FUNDS);
  }

  private static Optional<Refused> refusal(Books books, Command.Stake c) {
    return noSubnet(books, c.netuid())
        .or(() -> unregistered(books, new Seat(c.netuid(), c.validator())))
        .or(() ->
            lacking(books, new Free(c.coldkey()), c.amount().value(), Refusal.INSUFFICIENT_FUNDS));
  }

  private Optional<Refused> refusal(Books books, MoveStake c, long height) {
    if (books.subnet(c.netuid()).isPresent() && c.from().equals(c.to())) {
      return refuse(Refusal.SAME_ACCOUNT, "\"from\" and \"to\" are the same; nothing would move.");
    }
    return noSubnet(books, c.netuid())
        .or(() -> unregistered(books, new Seat(c.netuid(), c.to())))
        .or(() -> lacking(books, origin(c), c.amount().value(), Refusal.INSUFFICIENT_STAKE))
        .or(() -> cooling(books, origin(c), height));
  }

  private Optional<Refused> refusal(Books books, Register c, long height) {
    Optional<Subnet> known = books.subnet(c.netuid());
    if (known.isEmpty()) {
      return noSubnet(books, c.netuid());
    }
    Subnet subnet = known.get();
    if (books.neuron(new Seat(c.netuid(), c.hotkey())).isPresent()) {
      return refuse(
          Refusal.ALREADY_REGISTERED, "Hotkey " + c.hotkey() + " has a place there already.");
    }
    if (subnet.isFull() && pruned(books, subnet, height).isEmpty()) {
      return refuse(
          Refusal.SUBNET_FULL,
          "All " + subnet.maxUids() + " places of the subnet are taken, and nobody has to go.");
    }
    if (books.node(c.hotkey()).filter(node -> !node.coldkey().equals(c.coldkey())).isPresent()) {
      return refuse(
          Refusal.NOT_THE_OWNER, "Another coldkey registered this hotkey first; make a new one.");
    }
    long burn = burn(subnet);
    if (burn > c.maxBurn().value()) {
      return refuse(
          Refusal.BURN_ABOVE_MAXIMUM,
          "A registration burns " + burn + " rao now; \"maxBurn\" is " + c.maxBurn() + ".");
    }
    return lacking(books, new Free(c.coldkey()), burn, Refusal.INSUFFICIENT_FUNDS);
  }

  private Optional<Refused> refusal(Books books, SetTake c, long height) {
    Optional<Node> known = books.node(c.validator());
    if (known.isEmpty()) {
      return refuse(Refusal.NOT_REGISTERED, "Register hotkey " + c.validator() + " first.");
    }
    Node node = known.get();
    if (!node.coldkey().equals(c.coldkey())) {
      return refuse(
          Refusal.NOT_THE_OWNER, "Only " + node.coldkey() + " sets this validator's take.");
    }
    if (c.take() > parameters.maxTake()) {
      return refuse(
          Refusal.TAKE_TOO_HIGH, "A take is at most " + parameters.maxTake() + " of 65535.");
    }
    long again = node.takeRaisedAt() + parameters.takeRaiseBlocks();
    if (c.take() > node.take() && height < again) {
      return refuse(
          Refusal.TAKE_RAISED_TOO_SOON,
          "The take can be raised again at height " + again + "; lowered it can be now.");
    }
    return Optional.empty();
  }

  private void register(Books books, Register c, long height, String hash) {
    Subnet subnet = books.subnet(c.netuid()).orElseThrow();
    long burn = burn(subnet);
    if (burn > 0) {
      books.move(Entry.Kind.BURN, new Free(c.coldkey()), new Mint(), burn, hash);
    }
    int uid = subnet.isFull() ? pruned(books, subnet, height).orElseThrow() : subnet.neurons();
    books.seat(Neuron.fresh(new Place(c.netuid(), uid), c.hotkey(), height));
    books.put(subnet.withAnother(burn > 0));
    if (books.node(c.hotkey()).isEmpty()) {
      books.put(c.hotkey(), Node.fresh(c.coldkey(), parameters.maxTake(), height));
    }
  }

  /** Who has to go for a new one, of a subnet that is full; never the first of the owner's. */
  private OptionalInt pruned(Books books, Subnet subnet, long height) {
    Genesis.Subnet genesis = Objects.requireNonNull(subnets.get(subnet.netuid()));
    if (genesis.rules() == null) {
      return OptionalInt.empty();
    }
    int n = subnet.neurons();
    long[] emission = new long[n];
    long[] registered = new long[n];
    boolean[] untouchable = new boolean[n];
    boolean ownersFound = false;
    for (Neuron neuron : books.neurons(subnet.netuid()).values()) {
      int uid = neuron.uid();
      emission[uid] = neuron.standing().emission();
      registered[uid] = neuron.registeredAt();
      boolean isOwners =
          genesis.owner() != null
              && books.node(neuron.hotkey()).orElseThrow().coldkey().equals(genesis.owner());
      untouchable[uid] = isOwners && !ownersFound;
      ownersFound |= isOwners;
    }
    return genesis.rules().pruning().next(height, emission, registered, untouchable);
  }

  private void cool(Books books, Stake stake, long height) {
    if (parameters.stakeCooldown() > 0) {
      books.putStakedAt(stake, height);
    }
  }

  private Optional<Refused> cooling(Books books, Stake stake, long height) {
    long from = books.stakedAt(stake) + parameters.stakeCooldown();
    return parameters.stakeCooldown() > 0 && height < from
        ? refuse(Refusal.STAKE_COOLING, "What was added to last stays until height " + from + ".")
        : Optional.empty();
  }

  private static void setTake(Books books, SetTake c, long height) {
    Node node = books.node(c.validator()).orElseThrow();
    long raisedAt = c.take() > node.take() ? height : node.takeRaisedAt();
    books.put(c.validator(), node.taking(c.take(), raisedAt));
  }

  /** What the next registration costs in rao. */
  public long burn(Subnet subnet) {
    return subnet.registrations() < parameters.freeRegistrations() ? 0 : subnet.burn();
  }

  private static Optional<Refused> noSubnet(Books books, int netuid) {
    return books.subnet(netuid).isPresent()
        ? Optional.empty()
        : refuse(Refusal.NO_SUCH_SUBNET, "There is no subnet " + netuid + " on this ledger.");
  }

  private static Optional<Refused> unregistered(Books books, Seat seat) {
    return books.neuron(seat).isPresent()
        ? Optional.empty()
        : refuse(
            Refusal.NOT_REGISTERED,
            "Hotkey " + seat.hotkey() + " has no place on subnet " + seat.netuid() + ".");
  }

  private static Optional<Refused> lacking(
      Books books, Account account, long amount, Refusal reason) {
    long balance = books.balance(account);
    return balance >= amount
        ? Optional.empty()
        : refuse(
            reason,
            "Account "
                + account.name()
                + " holds "
                + balance
                + " rao, "
                + (amount - balance)
                + " less than needed.");
  }

  private static Optional<Refused> refuse(Refusal reason, String detail) {
    return Optional.of(new Refused(reason, detail));
  }

  private static Stake stake(Command.Stake c) {
    return new Stake(c.netuid(), c.validator(), c.coldkey());
  }

  private static Stake stake(Unstake c) {
    return new Stake(c.netuid(), c.validator(), c.coldkey());
  }

  private static Stake origin(MoveStake c) {
    return new Stake(c.netuid(), c.from(), c.coldkey());
  }

  private static Stake target(MoveStake c) {
    return new Stake(c.netuid(), c.to(), c.coldkey());
  }
}
