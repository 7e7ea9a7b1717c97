package witan.protocol.typed;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Ethereum's hash: Keccak with 256 bits as it was before NIST padded it otherwise. */
public final class Keccak256 {

  private Keccak256() {}

  public static byte[] of(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }

  public static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
