package witan.ledger.command;

import static io.restassured.RestAssured.get;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import witan.accounting.Commitment;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.AccountInfo.StakeInfo;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.RevealWeights;
import witan.protocol.ledger.SignedCommand;

/**
 * A validator that weighs an expert on subnet 1, and the two owners who have staked to it: more
 * than anybody else there, so that consensus is its own, if every test's council leaves in the end.
 */
public final class Council {

  /** What Bob has staked to the validator, in rao. */
  public static final long BOBS = 400_000_000;

  private static final int NETUID = 1;

  public final HotkeyPair validator = HotkeyPair.generate();
  public final HotkeyPair expert = HotkeyPair.generate();
  public final Purse alice;
  public final Purse bob;

  private final Chain chain;
  private final AtomicLong nonce = new AtomicLong();

  public Council(Chain chain) {
    this.chain = chain;
    while (Purse.account(Chain.OWNER.coldkey()).free().value() < 9_000_000_000L) {
      chain.closeAnEpoch();
    }
    alice = Purse.with(1_000_000_000);
    bob = Purse.with(500_000_000);
    Purse.post(alice.register(validator, NETUID)).statusCode(200);
    Purse.post(bob.register(expert, NETUID)).statusCode(200);
    Purse.post(alice.stake(validator.hotkey(), 900_000_000)).statusCode(200);
    Purse.post(bob.stake(validator.hotkey(), BOBS)).statusCode(200);
  }

  /** Gives all back to the subnets' owner. */
  public void leave() {
    Purse owner = new Purse(Chain.OWNER);
    for (Purse purse : List.of(alice, bob)) {
      for (StakeInfo stake : Purse.account(purse.coldkey()).stakes()) {
        Purse.post(purse.unstake(stake.validator(), stake.amount().value())).statusCode(200);
      }
      Purse.post(purse.transfer(owner, purse.free())).statusCode(200);
    }
  }

  /** The next epoch of the subnet. */
  public EpochInfo nextEpoch() {
    long known = latestEpoch();
    while (latestEpoch() == known) {
      chain.close();
    }
    return epochs().getFirst();
  }

  private static long latestEpoch() {
    List<EpochInfo> epochs = epochs();
    return epochs.isEmpty() ? 0 : epochs.getFirst().number();
  }

  public static List<EpochInfo> epochs() {
    return List.of(Json.read(get("/subnets/1/epochs?first=1000").asString(), EpochInfo[].class));
  }

  public static List<NeuronInfo> neurons() {
    return List.of(Json.read(get("/subnets/1/neurons").asString(), NeuronInfo[].class));
  }

  public NeuronInfo neuron(HotkeyPair hotkey) {
    return neurons().stream()
        .filter(neuron -> neuron.hotkey().equals(hotkey.hotkey()))
        .findFirst()
        .orElseThrow();
  }

  /** An epoch that paid the expert, the validator and those who staked to it. */
  public EpochInfo paidEpoch() {
    nextEpoch();
    commit().statusCode(200);
    nextEpoch();
    reveal().statusCode(200);
    return nextEpoch();
  }

  public ValidatableResponse commit() {
    String commitment = Commitment.of(weights(1));
    return say(
        new CommitWeights(
            UUID.randomUUID(), validator.hotkey(), NETUID, commitment, nonce.incrementAndGet()));
  }

  public ValidatableResponse reveal() {
    return say(weights(nonce.incrementAndGet()));
  }

  private RevealWeights weights(long at) {
    return new RevealWeights(
        UUID.randomUUID(),
        validator.hotkey(),
        NETUID,
        new int[] {neuron(expert).uid()},
        new int[] {65_535},
        new int[] {1, 2},
        0,
        at);
  }

  private ValidatableResponse say(NodeCommand command) {
    return Purse.post(SignedCommand.sign(command, Chain.domain(), validator));
  }
}
