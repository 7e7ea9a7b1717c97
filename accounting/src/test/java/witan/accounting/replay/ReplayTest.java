package witan.accounting.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Closed;
import witan.accounting.Commitment;
import witan.accounting.Entry;
import witan.accounting.Market;
import witan.accounting.Parameters;
import witan.accounting.PostedCommand;
import witan.accounting.Result;
import witan.accounting.Rules;
import witan.accounting.Subnet;
import witan.accounting.Tick;
import witan.accounting.block.Genesis;
import witan.accounting.block.Header;
import witan.accounting.block.MerkleTree;
import witan.accounting.block.State;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.BlockContent.ContentCommand;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.EntryInfo;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.RevealWeights;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.SignedCommand;

class ReplayTest {

  private static final int BLOCKS = 21;

  private final ColdkeyPair owner = ColdkeyPair.generate();
  private final ColdkeyPair alice = ColdkeyPair.generate();
  private final HotkeyPair node = HotkeyPair.generate();
  private final HotkeyPair expert = HotkeyPair.generate();
  private final Genesis genesis =
      new Genesis(
          "test",
          1,
          Instant.ofEpochMilli(0),
          Parameters.DEFAULT,
          List.of(
              Market.subnet(1, owner.coldkey(), 8, 2),
              new Genesis.Subnet(2, "vision", null, 2, 3, 8, 5, null)));
  private final Domain domain = new Domain(1, Genesis.hash(genesis.text()));
  private final List<BlockContent> blocks = new ArrayList<>();

  /** A ledger without a database. */
  @BeforeEach
  void someBlocks() {
    Books books = new Books();
    genesis.subnets().forEach(s -> books.open(Subnet.empty(s)));
    String parent = domain.genesis();
    for (int height = 1; height <= BLOCKS; height++) {
      List<SignedCommand> commands =
          switch (height) {
            case 9 -> commands();
            case 13 -> List.of(node(new CommitWeights(id(), node.hotkey(), 1, commitment(), 1)));
            case 16 -> List.of(node(reveal()));
            default -> List.of();
          };
      parent = block(books, height, parent, commands);
    }
  }

  private SignedCommand node(NodeCommand command) {
    return SignedCommand.sign(command, domain, node);
  }

  /** A validator that is alone weighs itself, and so an expert beside it. */
  private RevealWeights reveal() {
    return new RevealWeights(
        id(), node.hotkey(), 1, new int[] {0, 1}, new int[] {1, 2}, new int[] {7}, 3, 2);
  }

  private String commitment() {
    return Commitment.of(reveal());
  }

  private static UUID id() {
    return UUID.randomUUID();
  }

  private List<SignedCommand> commands() {
    Command.Register register =
        new Command.Register(UUID.randomUUID(), owner.coldkey(), node.hotkey(), 1, new Rao(5), 1);
    return List.of(
        SignedCommand.sign(register, domain, owner, node),
        SignedCommand.sign(
            new Command.Register(id(), alice.coldkey(), expert.hotkey(), 1, new Rao(5), 1),
            domain,
            alice,
            expert),
        SignedCommand.sign(transfer(500, 2), domain, owner),
        SignedCommand.sign(
            new Command.Stake(
                UUID.randomUUID(), alice.coldkey(), node.hotkey(), 1, new Rao(200), 2),
            domain,
            alice));
  }

  private OwnerCommand transfer(long amount, long nonce) {
    return new Command.Transfer(
        UUID.randomUUID(), owner.coldkey(), alice.coldkey(), new Rao(amount), nonce);
  }

  private String block(Books books, long height, String parent, List<SignedCommand> commands) {
    List<ContentCommand> said = new ArrayList<>();
    List<byte[]> commandLeaves = new ArrayList<>();
    for (SignedCommand command : commands) {
      String hash = "0x" + HexFormat.of().formatHex(domain.digest(command.command()));
      assertThat(new Rules(genesis).apply(books, command.command(), height, hash))
          .isEqualTo(new Result.Posted());
      said.add(new ContentCommand(hash, command));
      commandLeaves.add(new PostedCommand(command, hash).leaf());
    }
    Closed closed = new Tick(genesis).close(books, height);
    List<EpochInfo> epochs =
        closed.epochs().stream()
            .map(run ->
                run.info(
                    height,
                    State.hash(
                        run.netuid(),
                        run.number(),
                        State.accounts(books),
                        State.neurons(books, run.netuid()))))
            .toList();
    List<Entry> entries = books.takeEntries();
    Header header =
        new Header(
            height,
            Instant.ofEpochSecond(height),
            parent,
            new MerkleTree(entries.stream().map(Entry::leaf).toList()).root(),
            entries.size(),
            new MerkleTree(commandLeaves).root(),
            commandLeaves.size(),
            epochs.stream().map(EpochInfo::stateHash).toList());
    blocks.add(
        new BlockContent(
            new BlockInfo(
                height,
                header.at(),
                header.hash(),
                parent,
                header.entriesRoot(),
                header.entryCount(),
                header.commandsRoot(),
                header.commandCount(),
                new Rao(closed.emission())),
            said,
            infos(height, entries),
            epochs));
    return header.hash();
  }

  private static List<EntryInfo> infos(long height, List<Entry> entries) {
    List<EntryInfo> infos = new ArrayList<>();
    for (Entry e : entries) {
      infos.add(
          new EntryInfo(
              height + "-" + infos.size(),
              height,
              e.kind().name(),
              e.debit().name(),
              e.credit().name(),
              new Rao(e.amount()),
              e.reference()));
    }
    return infos;
  }

  @Test
  void aTrueLedgerIsComputedAgain() throws DifferenceException {
    Replay replay = new Replay(genesis.text());
    for (BlockContent block : blocks) {
      replay.next(block);
    }

    assertThat(replay.height()).isEqualTo(BLOCKS);
    assertThat(replay.hash()).isEqualTo(blocks.getLast().block().hash());
    assertThat(replay.issuance()).isEqualTo(BLOCKS * 1_000_000_000L);
    assertThat(replay.balances()).containsEntry("free:" + alice.coldkey(), 300L);
    // An epoch has paid: the expert by its incentive, who had staked by the validator's dividend.
    assertThat(replay.balances().get(stakeName(expert))).isGreaterThan(1_000_000_000L);
    assertThat(replay.balances().get(stakeName(node))).isGreaterThan(1_000_000_000L);
    assertThat(replay.balances().values().stream().mapToLong(Long::longValue).sum()).isZero();
  }

  private String stakeName(HotkeyPair hotkey) {
    return new Account.Stake(1, hotkey.hotkey(), alice.coldkey()).name();
  }

  @Test
  void aStateThatDiffersIsFound() {
    BlockContent block = blocks.get(17);
    assertThat(block.epochs()).hasSize(1);
    EpochInfo e = block.epochs().getFirst();
    EpochInfo other =
        new EpochInfo(
            e.netuid(),
            e.number(),
            e.height(),
            e.emission(),
            e.ownerPaid(),
            e.expertsPaid(),
            e.validatorsPaid(),
            e.nominatorsPaid(),
            "0".repeat(64));
    blocks.set(
        17, new BlockContent(block.block(), block.commands(), block.entries(), List.of(other)));

    differsAt(18, "epochs");
  }

  @Test
  void aMissingBlockIsFound() {
    blocks.remove(3);
    differsAt(4, "block 5");
  }

  @Test
  void anEntryThatWasChangedLeftOutOrAddedIsFound() {
    changeEntries(
        9,
        entries -> {
          List<EntryInfo> changed = new ArrayList<>(entries);
          EntryInfo e = changed.get(0);
          changed.set(
              0,
              new EntryInfo(
                  e.id(), 9, e.kind(), e.debit(), e.credit(), new Rao(501), e.reference()));
          return changed;
        });
    differsAt(9, "amount=501");
    changeEntries(9, entries -> entries.subList(1, entries.size()));
    differsAt(9, "entries");
    changeEntries(
        9,
        entries -> {
          List<EntryInfo> changed = new ArrayList<>(entries);
          changed.add(entries.getFirst());
          return changed;
        });
    differsAt(9, "entries");
  }

  @Test
  void aCommandThatWasChangedIsFound() {
    BlockContent block = blocks.get(8);
    List<ContentCommand> commands = new ArrayList<>(block.commands());
    SignedCommand forged = SignedCommand.sign(transfer(400, 2), domain, alice);
    commands.set(
        2,
        new ContentCommand(
            "0x" + HexFormat.of().formatHex(domain.digest(forged.command())), forged));
    blocks.set(8, new BlockContent(block.block(), commands, block.entries(), block.epochs()));

    differsAt(9, "with " + owner.coldkey());
  }

  @Test
  void aCommandThatWasLeftOutIsFound() {
    BlockContent block = blocks.get(8);
    blocks.set(
        8,
        new BlockContent(
            block.block(), block.commands().subList(0, 1), block.entries(), block.epochs()));

    differsAt(9, "entries");
  }

  @Test
  void aCommandThatIsDoneTwiceIsFound() {
    BlockContent block = blocks.get(8);
    blocks.set(
        9,
        new BlockContent(
            blocks.get(9).block(),
            block.commands().subList(0, 1),
            blocks.get(9).entries(),
            blocks.get(9).epochs()));

    differsAt(10, "id of an earlier one");
  }

  @Test
  void aHashThatDoesNotFollowIsFound() {
    BlockInfo b = blocks.get(4).block();
    blocks.set(
        4,
        new BlockContent(
            new BlockInfo(
                b.height(),
                b.at().plusMillis(1),
                b.hash(),
                b.parent(),
                b.entriesRoot(),
                b.entryCount(),
                b.commandsRoot(),
                b.commandCount(),
                b.emission()),
            blocks.get(4).commands(),
            blocks.get(4).entries(),
            blocks.get(4).epochs()));

    differsAt(5, "hash is");
  }

  @Test
  void anotherGenesisIsFoundAtTheFirstBlock() {
    String other = genesis.text().replace("\"test\"", "\"other\"");
    Replay replay = new Replay(other);

    assertThatThrownBy(() -> replay.next(blocks.getFirst())).hasMessageContaining("parent");
  }

  private void changeEntries(int height, UnaryOperator<List<EntryInfo>> change) {
    blocks.clear();
    someBlocks();
    BlockContent block = blocks.get(height - 1);
    blocks.set(
        height - 1,
        new BlockContent(
            block.block(), block.commands(), change.apply(block.entries()), block.epochs()));
  }

  private void differsAt(long height, String named) {
    Replay replay = new Replay(genesis.text());
    assertThatThrownBy(
            () -> {
              for (BlockContent block : blocks) {
                replay.next(block);
              }
            })
        .isInstanceOf(DifferenceException.class)
        .hasMessageStartingWith("Block " + height + ":")
        .hasMessageContaining(named);
  }
}
