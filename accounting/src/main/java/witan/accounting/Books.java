package witan.accounting;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import witan.accounting.Account.Stake;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * What commands and epochs change while they are applied (balances, nonces, subnets, neurons with
 * their weights and bonds, nodes), and the entries that came of it. Whoever has what a command
 * touches can tell what it does.
 *
 * <p>Not for two threads at once.
 */
public final class Books {

  private final Map<Account, Long> balances = new LinkedHashMap<>();
  private final Map<Account, Long> stakedAt = new LinkedHashMap<>();
  private final Map<Seat, SortedMap<String, Stake>> stakes = new HashMap<>();
  private final Map<Coldkey, Long> nonces = new LinkedHashMap<>();
  private final SortedMap<Integer, Subnet> subnets = new TreeMap<>();
  private final SortedMap<Integer, SortedMap<Integer, Neuron>> neurons = new TreeMap<>();
  private final Map<Seat, Integer> uids = new HashMap<>();
  private final Map<Place, SparseRow> weights = new LinkedHashMap<>();
  private final Map<Place, SparseRow> bonds = new LinkedHashMap<>();
  private final Map<Hotkey, Node> nodes = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  /** Puts in what an account holds. One that was not put in holds nothing. */
  public void open(Account account, long balance) {
    balances.put(account, balance);
    index(account);
  }

  /** Puts in when a stake was added to, where stake cools. */
  public void openStakedAt(Account account, long height) {
    stakedAt.put(account, height);
  }

  /** Puts in the last nonce that a coldkey used; 0 if it has used none. */
  public void open(Coldkey coldkey, long nonce) {
    nonces.put(coldkey, nonce);
  }

  /** Puts in a subnet. */
  public void open(Subnet subnet) {
    subnets.put(subnet.netuid(), subnet);
  }

  /** Puts in a neuron. */
  public void open(Neuron neuron) {
    put(neuron);
  }

  /** Puts in what a neuron gave others and holds of them. */
  public void open(Place place, SparseRow itsWeights, SparseRow itsBonds) {
    weights.put(place, itsWeights);
    bonds.put(place, itsBonds);
  }

  /** Puts in what is known of a hotkey. */
  public void open(Hotkey hotkey, Node node) {
    nodes.put(hotkey, node);
  }

  public long balance(Account account) {
    return balances.getOrDefault(account, 0L);
  }

  /** When a stake was added to last; 0 if never, or where stake doesn't cool. */
  public long stakedAt(Account account) {
    return stakedAt.getOrDefault(account, 0L);
  }

  public long nonce(Coldkey coldkey) {
    return nonces.getOrDefault(coldkey, 0L);
  }

  public Optional<Subnet> subnet(int netuid) {
    return Optional.ofNullable(subnets.get(netuid));
  }

  public Optional<Node> node(Hotkey hotkey) {
    return Optional.ofNullable(nodes.get(hotkey));
  }

  /** Who sits there. */
  public Optional<Neuron> neuron(Seat seat) {
    return Optional.ofNullable(uids.get(seat))
        .map(uid -> Objects.requireNonNull(neurons(seat.netuid()).get(uid)));
  }

  /** A subnet's neurons by uid, as far as they were put in. */
  public SortedMap<Integer, Neuron> neurons(int netuid) {
    return Collections.unmodifiableSortedMap(
        neurons.getOrDefault(netuid, Collections.emptySortedMap()));
  }

  /** What a neuron gave others. */
  public SparseRow weights(Place place) {
    return weights.getOrDefault(place, SparseRow.EMPTY);
  }

  /** What a neuron holds of others. */
  public SparseRow bonds(Place place) {
    return bonds.getOrDefault(place, SparseRow.EMPTY);
  }

  /** The stakes behind a hotkey on a subnet by whose they are, empty ones too. */
  SortedMap<String, Stake> stakes(Seat seat) {
    return Collections.unmodifiableSortedMap(
        stakes.getOrDefault(seat, Collections.emptySortedMap()));
  }

  /** Rao behind a hotkey on a subnet. */
  long stakeBehind(Seat seat) {
    return stakes(seat).values().stream().mapToLong(this::balance).sum();
  }

  void put(Subnet subnet) {
    subnets.put(subnet.netuid(), subnet);
  }

  /** Whoever had the place is gone, with what was said of it. */
  void seat(Neuron fresh) {
    @Nullable Neuron gone = neurons(fresh.place().netuid()).get(fresh.uid());
    if (gone != null) {
      uids.remove(gone.seat());
      putWeights(fresh.place(), SparseRow.EMPTY);
      putBonds(fresh.place(), SparseRow.EMPTY);
    }
    put(fresh);
  }

  void put(Neuron neuron) {
    neurons
        .computeIfAbsent(neuron.place().netuid(), netuid -> new TreeMap<>())
        .put(neuron.uid(), neuron);
    uids.put(neuron.seat(), neuron.uid());
  }

  void putWeights(Place place, SparseRow itsWeights) {
    weights.put(place, itsWeights);
  }

  void putBonds(Place place, SparseRow itsBonds) {
    bonds.put(place, itsBonds);
  }

  void put(Hotkey hotkey, Node node) {
    nodes.put(hotkey, node);
  }

  void putStakedAt(Account account, long height) {
    stakedAt.put(account, height);
  }

  void useNonce(Coldkey coldkey, long nonce) {
    nonces.put(coldkey, nonce);
    // It is kept with what the coldkey has, be it nothing.
    balances.putIfAbsent(new Account.Free(coldkey), 0L);
  }

  private void index(Account account) {
    if (account instanceof Stake stake) {
      stakes
          .computeIfAbsent(new Seat(stake.netuid(), stake.validator()), seat -> new TreeMap<>())
          .put(stake.coldkey().address(), stake);
    }
  }

  /**
   * Moves rao. Whoever calls has seen to it that the debit account holds them.
   *
   * @throws IllegalStateException if it does not: a bug, and nothing is moved
   */
  public void move(Entry.Kind kind, Account debit, Account credit, long amount, String reference) {
    Entry entry = new Entry(kind, debit, credit, amount, reference);
    long left = Math.subtractExact(balance(debit), amount);
    if (left < 0 && !(debit instanceof Account.Mint)) {
      throw new IllegalStateException(debit.name() + " would be overdrawn by " + -left);
    }
    balances.put(debit, left);
    balances.put(credit, Math.addExact(balance(credit), amount));
    index(credit);
    entries.add(entry);
  }

  /** What moved, in order. */
  public List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** What moved since the last call of this, which is then forgotten. */
  public List<Entry> takeEntries() {
    List<Entry> taken = List.copyOf(entries);
    entries.clear();
    return taken;
  }

  /** All accounts that were put in or touched, with what they hold now. */
  public Map<Account, Long> balances() {
    return Collections.unmodifiableMap(balances);
  }

  /** All subnets that were put in, as they are now. */
  public SortedMap<Integer, Subnet> subnets() {
    return Collections.unmodifiableSortedMap(subnets);
  }

  /** All neurons that were put in, as they are now, by netuid and uid. */
  public SortedMap<Integer, SortedMap<Integer, Neuron>> neurons() {
    return Collections.unmodifiableSortedMap(neurons);
  }

  /** All weights that were put in or changed. */
  public Map<Place, SparseRow> weights() {
    return Collections.unmodifiableMap(weights);
  }

  /** All bonds that were put in or changed. */
  public Map<Place, SparseRow> bonds() {
    return Collections.unmodifiableMap(bonds);
  }

  /** All nodes that were put in or changed, as they are now. */
  public Map<Hotkey, Node> nodes() {
    return Collections.unmodifiableMap(nodes);
  }

  /** All nonces that were put in or used. */
  public Map<Coldkey, Long> nonces() {
    return Collections.unmodifiableMap(nonces);
  }
}
