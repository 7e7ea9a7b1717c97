package witan.protocol.key;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/**
 * The public half of a node's Ed25519 key (RFC 8032): the name by which the network knows the node.
 *
 * <p>In text and JSON 64 lower-case hexadecimal digits, the 32 bytes of RFC 8032's encoding. Keys
 * of small order are refused: anybody could sign with them.
 */
public record Hotkey(String hex) implements Comparable<Hotkey> {

  private static final HexFormat HEX = HexFormat.of();

  /** What X.509 puts before the 32 bytes of an Ed25519 key (RFC 8410). */
  private static final byte[] X509_PREFIX = HEX.parseHex("302a300506032b6570032100");

  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The y coordinates of the points whose order divides 8. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          PRIME.subtract(BigInteger.ONE),
          new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16),
          new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16));

  public Hotkey {
    if (!isWellFormed(hex)) {
      throw new IllegalArgumentException(
          "a hotkey is 64 lower-case hexadecimal digits, but this has "
              + hex.length()
              + " characters: "
              + (hex.length() <= 70 ? hex : hex.substring(0, 70) + "…"));
    }
    BigInteger y = y(HEX.parseHex(hex));
    if (y.compareTo(PRIME) >= 0 || SMALL_ORDER.contains(y)) {
      throw new IllegalArgumentException("not a usable Ed25519 public key: " + hex);
    }
  }

  @JsonCreator
  public static Hotkey parse(String hex) {
    return new Hotkey(hex);
  }

  /** From the 32 bytes of RFC 8032. */
  public static Hotkey of(byte[] bytes) {
    return new Hotkey(HEX.formatHex(bytes));
  }

  public static boolean isWellFormed(String hex) {
    return hex.length() == 64
        && hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** The 32 bytes of RFC 8032's encoding. */
  public byte[] bytes() {
    return HEX.parseHex(hex);
  }

  /** Whether {@code signature} (64 bytes) is this key's over {@code message}. */
  public boolean verify(byte[] message, byte[] signature) {
    if (signature.length != 64) {
      return false;
    }
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(publicKey());
      check.update(message);
      return check.verify(signature);
    } catch (InvalidKeyException | SignatureException notAPointOrNotASignature) {
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  @Override
  public int compareTo(Hotkey other) {
    return hex.compareTo(other.hex);
  }

  /** The 64 digits. */
  @JsonValue
  @Override
  public String toString() {
    return hex;
  }

  private PublicKey publicKey() {
    byte[] encoded = new byte[X509_PREFIX.length + 32];
    System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
    System.arraycopy(bytes(), 0, encoded, X509_PREFIX.length, 32);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java refuses an Ed25519 key of 32 bytes", e);
    }
  }

  private static BigInteger y(byte[] littleEndian) {
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = littleEndian[31 - i];
    }
    bigEndian[0] &= 0x7f; // the top bit is the sign of x
    return new BigInteger(1, bigEndian);
  }
}
