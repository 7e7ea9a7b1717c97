package witan.protocol.ledger;

import java.util.HexFormat;
import java.util.UUID;
import witan.protocol.key.Hotkey;
import witan.protocol.typed.Field;
import witan.protocol.typed.Struct;

/**
 * A command by which a validator says what it thinks of others; its hotkey signs it. None of them
 * moves money.
 *
 * <p>Arrays are neither copied (do not write to one that was handed in) nor compared: two commands
 * are the same if what is signed of them is.
 */
public sealed interface NodeCommand extends Command {

  /** Whose command it is, and who signs it. */
  Hotkey hotkey();

  @Override
  default String author() {
    return hotkey().hex();
  }

  /**
   * Binds a validator to weights that it will reveal later, so that nobody can copy them while they
   * are worth something.
   *
   * @param commitment BLAKE2b-256 of the weights in SCALE, as the chain's: 64 hexadecimal digits
   */
  record CommitWeights(UUID id, Hotkey hotkey, int netuid, String commitment, long nonce)
      implements NodeCommand {
    public CommitWeights {
      Checks.netuid(netuid);
      Checks.nonce(nonce);
      if (!commitment.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "\"commitment\" is 64 lower-case hexadecimal digits, a hash");
      }
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "CommitWeights",
          Field.text("id", id.toString()),
          Field.bytes32("hotkey", hotkey),
          Field.uint16("netuid", netuid),
          Field.bytes32("commitment", HexFormat.of().parseHex(commitment)),
          Field.uint64("nonce", nonce));
    }
  }

  /**
   * Says which weights a commitment was to.
   *
   * @param uids in the order in which they were committed to, each 16 bits
   * @param weights likewise; relative to each other
   * @param salt what kept the commitment from being guessed, each 16 bits
   * @param versionKey of the rules that the validator weighs by
   */
  record RevealWeights(
      UUID id,
      Hotkey hotkey,
      int netuid,
      int[] uids,
      int[] weights,
      int[] salt,
      long versionKey,
      long nonce)
      implements NodeCommand {
    public RevealWeights {
      Checks.netuid(netuid);
      Checks.nonce(nonce);
      Checks.notNegative(versionKey, "versionKey");
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "RevealWeights",
          Field.text("id", id.toString()),
          Field.bytes32("hotkey", hotkey),
          Field.uint16("netuid", netuid),
          Field.uint16s("uids", uids),
          Field.uint16s("weights", weights),
          Field.uint16s("salt", salt),
          Field.uint64("versionKey", versionKey),
          Field.uint64("nonce", nonce));
    }
  }

  /**
   * Sets weights openly, on a subnet that asks for no commitments.
   *
   * @param uids each 16 bits
   * @param weights likewise; relative to each other
   * @param versionKey of the rules that the validator weighs by
   */
  record SetWeights(
      UUID id, Hotkey hotkey, int netuid, int[] uids, int[] weights, long versionKey, long nonce)
      implements NodeCommand {
    public SetWeights {
      Checks.netuid(netuid);
      Checks.nonce(nonce);
      Checks.notNegative(versionKey, "versionKey");
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "SetWeights",
          Field.text("id", id.toString()),
          Field.bytes32("hotkey", hotkey),
          Field.uint16("netuid", netuid),
          Field.uint16s("uids", uids),
          Field.uint16s("weights", weights),
          Field.uint64("versionKey", versionKey),
          Field.uint64("nonce", nonce));
    }
  }

  /**
   * Says how the emission should be shared between subnets; it counts by the stake behind the
   * validator.
   *
   * @param netuids each 16 bits
   * @param weights likewise; relative to each other
   */
  record VoteSubnets(UUID id, Hotkey hotkey, int[] netuids, int[] weights, long nonce)
      implements NodeCommand {
    public VoteSubnets {
      Checks.nonce(nonce);
    }

    @Override
    public Struct struct() {
      return Struct.of(
          "VoteSubnets",
          Field.text("id", id.toString()),
          Field.bytes32("hotkey", hotkey),
          Field.uint16s("netuids", netuids),
          Field.uint16s("weights", weights),
          Field.uint64("nonce", nonce));
    }
  }
}
