package witan.graphql.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import witan.graphql.network.Bookkeeper;
import witan.graphql.network.LedgerException;
import witan.graphql.transport.GraphQlRefusal;
import witan.protocol.Json;
import witan.protocol.ledger.RefusedException;
import witan.protocol.ledger.SignedCommand;

/**
 * What owners tell the ledger to do. Each carries the coldkey's EIP-712 signature over its fields
 * and the account's next nonce; under its id it is done once.
 */
@GraphQLApi
public class CommandApi {

  private static final int WHOLE_TAKE = 65_535;

  private final Bookkeeper bookkeeper;

  CommandApi(Bookkeeper bookkeeper) {
    this.bookkeeper = bookkeeper;
  }

  @Mutation
  @RunOnVirtualThread
  @Description("Moves free TAO to another coldkey.")
  public ReceiptView transfer(TransferInput input) throws InterruptedException {
    return post(
        command("Transfer", input.id(), input.nonce(), input.signature())
            .put("from", input.from())
            .put("to", input.to())
            .put("amount", input.amount().stringValueForSerialization()));
  }

  @Mutation
  @RunOnVirtualThread
  @Description("Puts free TAO behind a validator.")
  public ReceiptView stake(StakeInput input) throws InterruptedException {
    return post(staked("Stake", input));
  }

  @Mutation
  @RunOnVirtualThread
  @Description("Takes staked TAO back.")
  public ReceiptView unstake(StakeInput input) throws InterruptedException {
    return post(staked("Unstake", input));
  }

  @Mutation
  @RunOnVirtualThread
  @Description("Moves staked TAO to another validator.")
  public ReceiptView moveStake(MoveStakeInput input) throws InterruptedException {
    return post(
        command("MoveStake", input.id(), input.nonce(), input.signature())
            .put("coldkey", input.coldkey())
            .put("from", input.from())
            .put("to", input.to())
            .put("netuid", input.netuid())
            .put("amount", input.amount().stringValueForSerialization()));
  }

  @Mutation
  @RunOnVirtualThread
  @Description("Buys a hotkey a place on a subnet; what it costs is burned.")
  public ReceiptView register(RegisterInput input) throws InterruptedException {
    return post(
        command("Register", input.id(), input.nonce(), input.signature())
            .put("coldkey", input.coldkey())
            .put("hotkey", input.hotkey())
            .put("netuid", input.netuid())
            .put("maxBurn", input.maxBurn().stringValueForSerialization())
            .put("hotkeySignature", input.hotkeySignature()));
  }

  @Mutation("setTake")
  @RunOnVirtualThread
  @Description("Says what part of its dividends a validator keeps.")
  public ReceiptView setTake(SetTakeInput input) throws InterruptedException {
    if (!(input.take() >= 0 && input.take() <= 1)) {
      throw Refusals.badInput("'take' is " + input.take() + "; send 0 to 1.");
    }
    return post(
        command("SetTake", input.id(), input.nonce(), input.signature())
            .put("coldkey", input.coldkey())
            .put("validator", input.validator())
            .put("take", Math.round(input.take() * WHOLE_TAKE)));
  }

  private static ObjectNode staked(String type, StakeInput input) {
    return command(type, input.id(), input.nonce(), input.signature())
        .put("coldkey", input.coldkey())
        .put("validator", input.validator())
        .put("netuid", input.netuid())
        .put("amount", input.amount().stringValueForSerialization());
  }

  /** As the ledger reads it over HTTP, so that one reader says what a command is. */
  private static ObjectNode command(String type, String id, BigInteger nonce, String signature) {
    return Json.mapper()
        .createObjectNode()
        .put("type", type)
        .put("id", id)
        .put("nonce", nonce.toString())
        .put("signature", signature);
  }

  private ReceiptView post(ObjectNode json) throws InterruptedException {
    SignedCommand command;
    try {
      command = SignedCommand.read(json);
    } catch (RefusedException e) {
      throw GraphQlRefusal.byLedger(e.reason().name(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw Refusals.badInput(e.getMessage() + ".");
    }
    try {
      return ReceiptView.of(bookkeeper.post(command));
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }
}
