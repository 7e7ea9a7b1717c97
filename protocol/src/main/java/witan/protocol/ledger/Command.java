package witan.protocol.ledger;

import java.util.UUID;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.typed.Field;
import witan.protocol.typed.Struct;

/**
 * What somebody tells the ledger to do.
 *
 * <p>One that exists is well-formed; whether it is done, the ledger's rules say. Its name, its
 * fields and their order are those of its JSON and of the EIP-712 struct that is signed.
 */
public sealed interface Command permits OwnerCommand, NodeCommand {

  /** The client's. Under one id, an author has one command done. */
  UUID id();

  /** The address of the coldkey, or the digits of the hotkey, whose command it is. */
  String author();

  /** From 1; above those of all commands of this author that were posted before. */
  long nonce();

  /** What is signed. */
  Struct struct();

  private static Struct staked(
      String name, OwnerCommand command, Hotkey validator, int netuid, Rao amount) {
    return Struct.of(
        name,
        Field.text("id", command.id().toString()),
        Field.address("coldkey", command.coldkey()),
        Field.bytes32("validator", validator),
        Field.uint16("netuid", netuid),
        Field.amount("amount", amount),
        Field.uint64("nonce", command.nonce()));
  }

  /** Moves free rao from one account to another. */
  record Transfer(UUID id, Coldkey from, Coldkey to, Rao amount, long nonce)
      implements OwnerCommand {
    public Transfer {
      Checks.amount(amount);
      Checks.nonce(nonce);
    }

    @Override
    public Coldkey coldkey() {
      return from;
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "Transfer",
          Field.text("id", id.toString()),
          Field.address("from", from),
          Field.address("to", to),
          Field.amount("amount", amount),
          Field.uint64("nonce", nonce));
    }
  }

  /** Puts free rao behind a validator's hotkey. */
  record Stake(UUID id, Coldkey coldkey, Hotkey validator, int netuid, Rao amount, long nonce)
      implements OwnerCommand {
    public Stake {
      Checks.amount(amount);
      Checks.netuid(netuid);
      Checks.nonce(nonce);
    }

    @Override
    public Struct struct() {
      return staked("Stake", this, validator, netuid, amount);
    }
  }

  /** Takes staked rao back. */
  record Unstake(UUID id, Coldkey coldkey, Hotkey validator, int netuid, Rao amount, long nonce)
      implements OwnerCommand {
    public Unstake {
      Checks.amount(amount);
      Checks.netuid(netuid);
      Checks.nonce(nonce);
    }

    @Override
    public Struct struct() {
      return staked("Unstake", this, validator, netuid, amount);
    }
  }

  /** Moves staked rao from one validator of a subnet to another. */
  record MoveStake(
      UUID id, Coldkey coldkey, Hotkey from, Hotkey to, int netuid, Rao amount, long nonce)
      implements OwnerCommand {
    public MoveStake {
      Checks.amount(amount);
      Checks.netuid(netuid);
      Checks.nonce(nonce);
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "MoveStake",
          Field.text("id", id.toString()),
          Field.address("coldkey", coldkey),
          Field.bytes32("from", from),
          Field.bytes32("to", to),
          Field.uint16("netuid", netuid),
          Field.amount("amount", amount),
          Field.uint64("nonce", nonce));
    }
  }

  /**
   * Buys a hotkey a place on a subnet; the price is burned.
   *
   * @param maxBurn the most that it may cost
   */
  record Register(UUID id, Coldkey coldkey, Hotkey hotkey, int netuid, Rao maxBurn, long nonce)
      implements OwnerCommand {
    public Register {
      Checks.netuid(netuid);
      Checks.nonce(nonce);
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "Register",
          Field.text("id", id.toString()),
          Field.address("coldkey", coldkey),
          Field.bytes32("hotkey", hotkey),
          Field.uint16("netuid", netuid),
          Field.amount("maxBurn", maxBurn),
          Field.uint64("nonce", nonce));
    }
  }

  /**
   * Says what part of its dividends a validator keeps before its nominators are paid.
   *
   * @param take of 65,535
   */
  record SetTake(UUID id, Coldkey coldkey, Hotkey validator, int take, long nonce)
      implements OwnerCommand {
    public SetTake {
      if (take < 0 || take > 65_535) {
        throw new IllegalArgumentException("\"take\" is " + take + "; from 0 to 65535");
      }
      Checks.nonce(nonce);
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "SetTake",
          Field.text("id", id.toString()),
          Field.address("coldkey", coldkey),
          Field.bytes32("validator", validator),
          Field.uint16("take", take),
          Field.uint64("nonce", nonce));
    }
  }
}
