package witan.accounting;

import java.util.HexFormat;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import witan.consensus.metagraph.WeightCommit;
import witan.protocol.ledger.NodeCommand.RevealWeights;

/** What a validator commits to before it shows its weights. */
public final class Commitment {

  private static final int BYTES = 32;

  private Commitment() {}

  /** The commitment that a reveal opens: 64 hexadecimal digits. */
  public static String of(RevealWeights reveal) {
    byte[] bytes =
        new WeightCommit(
                reveal.hotkey().bytes(),
                reveal.netuid(),
                reveal.uids(),
                reveal.weights(),
                reveal.salt(),
                reveal.versionKey())
            .encoded();
    Blake2bDigest blake = new Blake2bDigest(BYTES * 8);
    blake.update(bytes, 0, bytes.length);
    byte[] hash = new byte[BYTES];
    blake.doFinal(hash, 0);
    return HexFormat.of().formatHex(hash);
  }
}
