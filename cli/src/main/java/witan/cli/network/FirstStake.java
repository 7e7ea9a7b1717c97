package witan.cli.network;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.ledger.LedgerClient;
import witan.cli.wallet.Tao;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.Command.Register;
import witan.protocol.ledger.Command.Stake;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.SignedCommand;

/**
 * What gets a new network's ledger going: its validator and its experts get their places on the
 * text subnet, which the first ones have for nothing, and the owner's first TAO are staked to the
 * validator, so that somebody may weigh. Whatever is there already is left as it is.
 */
final class FirstStake {

  private static final int NETUID = 1;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** Failures in a row after which it is given up. */
  private static final int ATTEMPTS = 30;

  private static final String AGAIN = "It is looked for, and tried again.";

  private final Home home;
  private final String ledgerUrl;
  private final List<String> experts;
  private final Consumer<String> progress;
  private final Set<String> seated = new HashSet<>();

  /**
   * @param experts their names
   * @param progress takes a line when something was done, or can't be
   */
  FirstStake(Home home, String ledgerUrl, List<String> experts, Consumer<String> progress) {
    this.home = home;
    this.ledgerUrl = ledgerUrl;
    this.experts = List.copyOf(experts);
    this.progress = progress;
  }

  /** Begins, and goes on for as long as this process lives or until all is done. */
  void start() {
    Thread.ofVirtual().name("first-stake").start(this::run);
  }

  private void run() {
    int failures = 0;
    while (failures < ATTEMPTS) {
      try (LedgerClient ledger = LedgerClient.at(ledgerUrl)) {
        seat(ledger);
        if (isStaked(ledger)) {
          return;
        }
        failures = 0;
      } catch (Failure e) {
        // The ledger may be on its way down or up.
        failures++;
        if (failures == ATTEMPTS) {
          progress.accept("The network's first stake was not made: " + e.getMessage());
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void seat(LedgerClient ledger) {
    Map<String, HotkeyPair> nodes = new LinkedHashMap<>();
    nodes.put("validator", home.validator());
    experts.forEach(name -> nodes.put(name, home.expertKey(name)));
    nodes.forEach((name, hotkey) -> {
      if (!seated.contains(name) && !hasSeat(ledger, hotkey)) {
        register(ledger, name, hotkey);
      }
      seated.add(name);
    });
  }

  private static boolean hasSeat(LedgerClient ledger, HotkeyPair hotkey) {
    return ledger.node(hotkey.hotkey()).stream()
        .flatMap(node -> node.seats().stream())
        .anyMatch(seat -> seat.netuid() == NETUID);
  }

  private void register(LedgerClient ledger, String name, HotkeyPair hotkey) {
    LedgerInfo info = ledger.info();
    Rao burn =
        info.subnets().stream()
            .filter(subnet -> subnet.netuid() == NETUID)
            .map(LedgerInfo.SubnetInfo::burn)
            .findFirst()
            .orElse(Rao.ZERO);
    if (burn.value() > 0) {
      progress.accept(
          "%s has no place on the ledger, so that nothing can be paid to it: a place costs %s TAO by now."
              .formatted(name, Tao.text(burn)));
      return;
    }
    ColdkeyPair owner = home.owner();
    Register wish =
        new Register(
            UUID.randomUUID(),
            owner.coldkey(),
            hotkey.hotkey(),
            NETUID,
            burn,
            ledger.account(owner.coldkey()).nonce() + 1);
    ledger.post(SignedCommand.sign(wish, info.domain(), owner, hotkey), AGAIN);
  }

  /** Whether the owner has staked, now or ever; if it has its first money, it is staked here. */
  private boolean isStaked(LedgerClient ledger) {
    ColdkeyPair owner = home.owner();
    AccountInfo account = ledger.account(owner.coldkey());
    if (account.staked().value() > 0) {
      return true;
    }
    if (account.free().value() == 0) {
      return false;
    }
    Stake stake =
        new Stake(
            UUID.randomUUID(),
            owner.coldkey(),
            home.validator().hotkey(),
            NETUID,
            account.free(),
            account.nonce() + 1);
    ledger.post(SignedCommand.sign(stake, ledger.info().domain(), owner), AGAIN);
    progress.accept(
        "The owner's first %s TAO are staked to this network's validator %s."
            .formatted(Tao.text(stake.amount()), stake.validator()));
    return true;
  }
}
