package witan.accounting.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleTreeTest {

  /** The inputs of certificate-transparency's own tests, as other implementations use them, too. */
  private static final List<byte[]> INPUTS =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(HexFormat.of()::parseHex)
          .toList();

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void rootsAreThoseOfCertificateTransparency(int leaves, String root) {
    assertThat(new MerkleTree(INPUTS.subList(0, leaves)).root()).isEqualTo(root);
  }

  @Test
  void eachLeafIsProvenAtItsPlaceAndNowhereElse() {
    for (int count = 1; count <= 33; count++) {
      List<byte[]> leaves = leaves(count);
      MerkleTree tree = new MerkleTree(leaves);
      for (int i = 0; i < count; i++) {
        List<String> path = tree.path(i);
        for (int j = 0; j < count; j++) {
          assertThat(MerkleTree.includes(tree.root(), leaves.get(j), i, count, path))
              .as("leaf %d at %d of %d", j, i, count)
              .isEqualTo(i == j);
        }
        assertThat(MerkleTree.includes(tree.root(), leaves.get(i), i + count, count, path))
            .isFalse();
      }
    }
  }

  @Test
  void aBentPathProvesNothing() {
    List<byte[]> leaves = leaves(6);
    MerkleTree tree = new MerkleTree(leaves);
    List<String> path = new ArrayList<>(tree.path(3));

    assertThat(MerkleTree.includes(tree.root(), leaves.get(3), 3, 6, path.subList(0, 2))).isFalse();
    path.add(path.getFirst());
    assertThat(MerkleTree.includes(tree.root(), leaves.get(3), 3, 6, path)).isFalse();
    path.removeLast();
    path.set(0, "no hash");
    assertThat(MerkleTree.includes(tree.root(), leaves.get(3), 3, 6, path)).isFalse();
  }

  private static List<byte[]> leaves(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ("leaf " + i).getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
