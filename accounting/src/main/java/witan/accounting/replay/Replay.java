package witan.accounting.replay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Closed;
import witan.accounting.Entry;
import witan.accounting.EpochRun;
import witan.accounting.PostedCommand;
import witan.accounting.Result;
import witan.accounting.Rules;
import witan.accounting.Subnet;
import witan.accounting.Tick;
import witan.accounting.block.Genesis;
import witan.accounting.block.Header;
import witan.accounting.block.MerkleTree;
import witan.accounting.block.State;
import witan.protocol.Json;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.BlockContent.ContentCommand;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.EntryInfo;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.RefusedException;

/**
 * Computes a ledger again, block by block from the genesis: checks each signature, applies the
 * rules to books of its own, and compares entries, roots and hashes with what the ledger says. It
 * believes the ledger the times of its blocks and the order of its commands, nothing else.
 *
 * <p>Not for two threads at once.
 */
public final class Replay {

  private final String genesisHash;
  private final Domain domain;
  private final Rules rules;
  private final Tick tick;
  private final Books books = new Books();
  private final Set<String> ids = new HashSet<>();

  private long height;
  private String parent;

  /**
   * @param genesis its text, as it is hashed
   * @throws IllegalArgumentException if it is no genesis
   */
  public Replay(String genesis) {
    Genesis read = Json.read(genesis, Genesis.class);
    genesisHash = Genesis.hash(genesis);
    domain = new Domain(read.chainId(), genesisHash);
    rules = new Rules(read);
    tick = new Tick(read);
    parent = genesisHash;
    for (Genesis.Subnet s : read.subnets()) {
      books.open(Subnet.empty(s));
    }
  }

  /** The hash of block 0. */
  public String genesisHash() {
    return genesisHash;
  }

  /** Of the last block that was taken in; 0 before the first. */
  public long height() {
    return height;
  }

  /** The hash of the last block that was taken in, of the genesis before the first. */
  public String hash() {
    return parent;
  }

  /** What was minted less what was burned, in rao. */
  public long issuance() {
    return -books.balance(new Account.Mint());
  }

  /** What each account holds now. */
  public Map<String, Long> balances() {
    Map<String, Long> balances = new TreeMap<>();
    books.balances().forEach((account, balance) -> balances.put(account.name(), balance));
    return balances;
  }

  /**
   * Takes in the next block.
   *
   * @throws DifferenceException if anything in it does not follow; this replay is of no use then
   */
  public void next(BlockContent content) throws DifferenceException {
    BlockInfo block = content.block();
    height++;
    check(block.height() == height, "it should follow here, but block " + block.height() + " does");
    List<byte[]> commandLeaves = new ArrayList<>();
    for (ContentCommand command : content.commands()) {
      commandLeaves.add(apply(command).leaf());
    }
    int moved = books.entries().size();
    Closed closed = tick.close(books, height);
    check(
        block.emission().value() == closed.emission(),
        "it says that "
            + block.emission()
            + " rao were minted, but "
            + closed.emission()
            + " are due");
    List<byte[]> entryLeaves = compare(content.entries(), books.takeEntries(), moved);
    List<EpochInfo> epochs = epochs(closed.epochs());
    check(
        content.epochs().equals(epochs),
        "its epochs are " + content.epochs() + ", but computed " + epochs);
    Header header =
        new Header(
            height,
            block.at(),
            parent,
            new MerkleTree(entryLeaves).root(),
            entryLeaves.size(),
            new MerkleTree(commandLeaves).root(),
            commandLeaves.size(),
            epochs.stream().map(EpochInfo::stateHash).toList());
    same("parent", block.parent(), header.parent());
    same("entriesRoot", block.entriesRoot(), header.entriesRoot());
    same("entryCount", block.entryCount(), header.entryCount());
    same("commandsRoot", block.commandsRoot(), header.commandsRoot());
    same("commandCount", block.commandCount(), header.commandCount());
    same("hash", block.hash(), header.hash());
    parent = header.hash();
  }

  private List<EpochInfo> epochs(List<EpochRun> runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    String accounts = State.accounts(books);
    return runs.stream()
        .map(run -> {
          String neurons = State.neurons(books, run.netuid());
          return run.info(height, State.hash(run.netuid(), run.number(), accounts, neurons));
        })
        .toList();
  }

  private PostedCommand apply(ContentCommand said) throws DifferenceException {
    Command command = said.command().command();
    byte[] digest = domain.digest(command);
    String hash = "0x" + HexFormat.of().formatHex(digest);
    check(said.hash().equals(hash), "command " + said.hash() + " has the hash " + hash);
    try {
      said.command().verify(digest);
    } catch (RefusedException e) {
      throw new DifferenceException(height, "command " + hash + ": " + e.getMessage());
    }
    check(
        ids.add(command.author() + "/" + command.id()),
        "command " + hash + " has the id of an earlier one");
    Result result = rules.apply(books, command, height, hash);
    check(result instanceof Result.Posted, "command " + hash + " breaks the rules: " + result);
    return new PostedCommand(said.command(), hash);
  }

  /**
   * Several transactions may have posted into the block at once. Those that touched one account
   * stand in one order everywhere; what had nothing to do with each other may stand either way
   * among commands and entries. So entries are compared command by command.
   *
   * @param moved how many of the entries here are the commands', ahead of the clock's
   * @return the leaves of the entries in the ledger's order
   */
  private List<byte[]> compare(List<EntryInfo> said, List<Entry> due, int moved)
      throws DifferenceException {
    check(said.size() == due.size(), "it has " + said.size() + " entries, not " + due.size());
    Map<String, List<Entry>> byCommand = new TreeMap<>();
    due.subList(0, moved)
        .forEach(e -> byCommand.computeIfAbsent(e.reference(), r -> new ArrayList<>()).add(e));
    List<byte[]> leaves = new ArrayList<>(said.size());
    int clocks = moved;
    for (EntryInfo info : said) {
      Entry entry = entry(info);
      @Nullable Entry expected;
      if (entry.reference().isEmpty()) {
        expected = clocks < due.size() ? due.get(clocks++) : null;
      } else {
        List<Entry> ofCommand = byCommand.getOrDefault(entry.reference(), List.of());
        expected = ofCommand.isEmpty() ? null : ofCommand.removeFirst();
      }
      check(
          entry.equals(expected),
          "entry " + info.id() + " is " + entry + ", but due is " + expected);
      leaves.add(entry.leaf());
    }
    return leaves;
  }

  private Entry entry(EntryInfo info) throws DifferenceException {
    try {
      return new Entry(
          Entry.Kind.valueOf(info.kind()),
          Account.parse(info.debit()),
          Account.parse(info.credit()),
          info.amount().value(),
          info.reference());
    } catch (IllegalArgumentException e) {
      throw new DifferenceException(height, "entry " + info.id() + " is none: " + e.getMessage());
    }
  }

  private void same(String field, @Nullable Object said, Object computed)
      throws DifferenceException {
    check(Objects.equals(said, computed), field + " is " + said + ", but computed " + computed);
  }

  private void check(boolean holds, String otherwise) throws DifferenceException {
    if (!holds) {
      throw new DifferenceException(height, otherwise);
    }
  }
}
