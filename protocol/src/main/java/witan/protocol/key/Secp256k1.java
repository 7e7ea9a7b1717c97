package witan.protocol.key;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** ECDSA over secp256k1 (SEC 2 §2.4.1) as Ethereum signs: 65 bytes r ‖ s ‖ v. */
final class Secp256k1 {

  // The curve with arithmetic of its own; the one of that name among the general ones is slower.
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
  private static final BigInteger ORDER = CURVE.getN();
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

  private Secp256k1() {}

  static boolean isSecret(byte[] secret) {
    BigInteger d = new BigInteger(1, secret);
    return secret.length == 32 && d.signum() > 0 && d.compareTo(ORDER) < 0;
  }

  /** x ‖ y of the public key, 64 bytes. */
  static byte[] point(byte[] secret) {
    BigInteger d = new BigInteger(1, secret);
    return coordinates(new FixedPointCombMultiplier().multiply(CURVE.getG(), d));
  }

  /** Deterministic (RFC 6979), with the lower s. */
  static byte[] sign(byte[] digest, byte[] secret, byte[] point) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), DOMAIN));
    BigInteger[] rs = signer.generateSignature(digest);
    BigInteger s = rs[1].compareTo(HALF_ORDER) > 0 ? ORDER.subtract(rs[1]) : rs[1];
    byte[] signature = new byte[65];
    BigIntegers.asUnsignedByteArray(rs[0], signature, 0, 32);
    BigIntegers.asUnsignedByteArray(s, signature, 32, 32);
    for (byte v = 27; v <= 28; v++) {
      signature[64] = v;
      if (recover(digest, signature).filter(found -> Arrays.equals(found, point)).isPresent()) {
        return signature;
      }
    }
    throw new IllegalStateException("the signature does not lead back to its key");
  }

  /**
   * x ‖ y of the key that signed (SEC 1 §4.1.6); none if nobody can have. Refused, too, are s above
   * half the order (EIP-2), since it makes a second signature of each, and v other than 27 and 28.
   */
  static Optional<byte[]> recover(byte[] digest, byte[] signature) {
    if (signature.length != 65 || (signature[64] != 27 && signature[64] != 28)) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(1, signature, 0, 32);
    BigInteger s = new BigInteger(1, signature, 32, 32);
    if (r.signum() == 0 || r.compareTo(ORDER) >= 0) {
      return Optional.empty();
    }
    if (s.signum() == 0 || s.compareTo(HALF_ORDER) > 0) {
      return Optional.empty();
    }
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (signature[64] == 27 ? 2 : 3); // v says whether y is odd
    System.arraycopy(signature, 0, compressed, 1, 32);
    ECPoint noncePoint;
    try {
      noncePoint = CURVE.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException notOnTheCurve) {
      return Optional.empty();
    }
    BigInteger inverse = BigIntegers.modOddInverse(ORDER, r);
    BigInteger ofBase = new BigInteger(1, digest).negate().multiply(inverse).mod(ORDER);
    BigInteger ofNonce = s.multiply(inverse).mod(ORDER);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), ofBase, noncePoint, ofNonce);
    return key.isInfinity() ? Optional.empty() : Optional.of(coordinates(key));
  }

  private static byte[] coordinates(ECPoint point) {
    return Arrays.copyOfRange(point.normalize().getEncoded(false), 1, 65);
  }
}
