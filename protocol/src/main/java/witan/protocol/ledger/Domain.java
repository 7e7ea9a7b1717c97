package witan.protocol.ledger;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Map;
import witan.protocol.typed.Field;
import witan.protocol.typed.Struct;
import witan.protocol.typed.TypedData;

/**
 * The EIP-712 domain of one ledger. The salt is the hash of its genesis, so that what was signed
 * for one ledger is nothing to another.
 *
 * @param chainId of the EVM chain that the ledger settles on
 * @param genesis hash of block 0, 64 hexadecimal digits
 */
public record Domain(long chainId, String genesis) {

  public Domain {
    if (chainId < 1) {
      throw new IllegalArgumentException("\"chainId\" is " + chainId + "; at least 1");
    }
    if (!genesis.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("\"genesis\" is 64 lower-case hexadecimal digits");
    }
  }

  public Struct struct() {
    return Struct.of(
        "EIP712Domain",
        Field.text("name", "Witan"),
        Field.text("version", "1"),
        Field.uint256("chainId", BigInteger.valueOf(chainId)),
        Field.bytes32("salt", HexFormat.of().parseHex(genesis)));
  }

  /** The 32 bytes that a command's coldkey signs. */
  public byte[] digest(Command command) {
    return new TypedData(struct(), command.struct()).digest();
  }

  /** What a wallet is given to sign, for {@code eth_signTypedData_v4}. */
  public Map<String, Object> typedData(Command command) {
    return new TypedData(struct(), command.struct()).json();
  }
}
