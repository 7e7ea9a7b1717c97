package witan.accounting;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * What commands change while they are applied (balances, nonces, seats, nodes), and the entries
 * that came of it. Whoever has what a command touches can tell what it does.
 *
 * <p>Not for two threads at once.
 */
public final class Books {

  private final Map<Account, Long> balances = new LinkedHashMap<>();
  private final Map<Coldkey, Long> nonces = new LinkedHashMap<>();
  private final Map<Integer, Subnet> subnets = new TreeMap<>();
  private final Map<Seat, Integer> uids = new LinkedHashMap<>();
  private final Map<Hotkey, Node> nodes = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  /** Puts in what an account holds. One that was not put in holds nothing. */
  public void open(Account account, long balance) {
    balances.put(account, balance);
  }

  /** Puts in the last nonce that a coldkey used; 0 if it has used none. */
  public void open(Coldkey coldkey, long nonce) {
    nonces.put(coldkey, nonce);
  }

  /** Puts in a subnet. */
  public void open(Subnet subnet) {
    subnets.put(subnet.netuid(), subnet);
  }

  /** Puts in a seat that is taken. */
  public void open(Seat seat, int uid) {
    uids.put(seat, uid);
  }

  /** Puts in what is known of a hotkey. */
  public void open(Hotkey hotkey, Node node) {
    nodes.put(hotkey, node);
  }

  public long balance(Account account) {
    return balances.getOrDefault(account, 0L);
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

  boolean isTaken(Seat seat) {
    return uids.containsKey(seat);
  }

  void take(Subnet subnet, Seat seat, boolean paid) {
    uids.put(seat, subnet.neurons());
    put(subnet.withAnother(paid));
  }

  void put(Subnet subnet) {
    subnets.put(subnet.netuid(), subnet);
  }

  void put(Hotkey hotkey, Node node) {
    nodes.put(hotkey, node);
  }

  void useNonce(Coldkey coldkey, long nonce) {
    nonces.put(coldkey, nonce);
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
  public Map<Integer, Subnet> subnets() {
    return Collections.unmodifiableMap(subnets);
  }

  /** The uids of all seats that were put in or taken. */
  public Map<Seat, Integer> uids() {
    return Collections.unmodifiableMap(uids);
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
