package witan.protocol.key;

import java.security.SecureRandom;

/** An owner's whole key: what they sign with, and the {@link Coldkey} that others know them by. */
public final class ColdkeyPair {

  private final Coldkey coldkey;
  private final byte[] secret;
  private final byte[] point;

  private ColdkeyPair(byte[] secret) {
    this.secret = secret.clone();
    this.point = Secp256k1.point(secret);
    this.coldkey = Coldkey.ofPoint(point);
  }

  public static ColdkeyPair generate() {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[32];
    do {
      random.nextBytes(secret);
    } while (!Secp256k1.isSecret(secret)); // once in 2¹²⁸
    return new ColdkeyPair(secret);
  }

  /**
   * @param secret 32 bytes, big-endian
   * @throws IllegalArgumentException if it is no secret key of secp256k1
   */
  public static ColdkeyPair of(byte[] secret) {
    if (!Secp256k1.isSecret(secret)) {
      throw new IllegalArgumentException(
          "a coldkey's secret is 32 bytes, above 0 and below the order of secp256k1");
    }
    return new ColdkeyPair(secret);
  }

  public Coldkey coldkey() {
    return coldkey;
  }

  /** Signs {@code digest} (32 bytes). The same digest has the same signature. */
  public ColdkeySignature sign(byte[] digest) {
    return ColdkeySignature.of(Secp256k1.sign(digest, secret, point));
  }

  /** For {@link ColdkeyFile} only. */
  byte[] secret() {
    return secret.clone();
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "ColdkeyPair[" + coldkey + "]";
  }
}
