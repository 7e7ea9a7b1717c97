package witan.consensus.metagraph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightCommitTest {

  private static final String ACCOUNT =
      "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

  /**
   * The BLAKE2b-256 of these bytes is the chain's commit of them,
   * a1ef8a9055ad9c826da9427a766803d2467b86615d71c2ab1514438624a648f0.
   */
  @Test
  void theBytesAreThoseThatTheChainHashes() {
    WeightCommit commit =
        new WeightCommit(
            HexFormat.of().parseHex(ACCOUNT),
            1,
            new int[] {0, 1, 2},
            new int[] {65_535, 100, 7},
            new int[] {1, 2, 3, 4},
            0);

    assertThat(HexFormat.of().formatHex(commit.encoded()))
        .isEqualTo(
            ACCOUNT
                + "0100"
                + "0c000001000200"
                + "0cffff64000700"
                + "100100020003000400"
                + "0000000000000000");
  }

  @Test
  void longListsSayTheirLengthInMoreBytes() {
    assertThat(lengthOf(63)).isEqualTo("fc");
    assertThat(lengthOf(64)).isEqualTo("0101");
    assertThat(lengthOf(16_383)).isEqualTo("fdff");
    assertThat(lengthOf(16_384)).isEqualTo("02000100");
  }

  private static String lengthOf(int size) {
    int[] uids = IntStream.range(0, size).toArray();
    byte[] bytes = new WeightCommit(new byte[32], 1, uids, uids, new int[0], 0).encoded();
    int prefix = (bytes.length - 32 - 2 - 1 - 8 - 4 * size) / 2;
    return HexFormat.of().formatHex(bytes, 34, 34 + prefix);
  }
}
