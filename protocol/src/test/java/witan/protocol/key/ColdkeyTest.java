package witan.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.protocol.Json;

class ColdkeyTest {

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private final ColdkeyPair pair = ColdkeyPair.generate();
  private final byte[] digest = random(new SplittableRandom(1));

  // EIP-55's own examples
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77"
      })
  void capitalsAreAChecksum(String address) {
    Coldkey coldkey = Coldkey.parse(address);

    assertThat(coldkey.checksummed()).isEqualTo(address);
    assertThat(coldkey).hasToString(address.toLowerCase(Locale.ROOT));
    assertThat(Json.read(Json.write(coldkey), Coldkey.class)).isEqualTo(coldkey);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", // the last letter's case is wrong
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> Coldkey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSignatureLeadsToItsSignerAndToNobodyElse() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ColdkeyPair signer = ColdkeyPair.of(random(random));
      byte[] message = random(random);
      ColdkeySignature signature = signer.sign(message);

      assertThat(signature.signer(message)).as("seed %d", seed).contains(signer.coldkey());
      message[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
      assertThat(signature.signer(message)).as("seed %d", seed).isNotEqualTo(signer.coldkey());
    }
  }

  @Test
  void theHigherOfTheTwoSignaturesIsRefused() {
    byte[] bytes = bytes(pair.sign(digest));
    BigInteger s = new BigInteger(1, bytes, 32, 32);
    byte[] high = ORDER.subtract(s).toByteArray();
    System.arraycopy(high, high.length - 32, bytes, 32, 32);
    bytes[64] = (byte) (bytes[64] == 27 ? 28 : 27);

    assertThat(ColdkeySignature.of(bytes).signer(digest)).isEmpty();
  }

  @Test
  void vIsReadWithAndWithoutItsOffset() {
    byte[] bytes = bytes(pair.sign(digest));
    bytes[64] -= 27;
    assertThat(ColdkeySignature.of(bytes).signer(digest)).contains(pair.coldkey());
    bytes[64] += 29;
    assertThat(ColdkeySignature.of(bytes).signer(digest)).isEmpty();
  }

  @Test
  void numbersOutsideTheOrderAreNobodysSignature() {
    for (int part : new int[] {0, 32}) {
      byte[] zero = bytes(pair.sign(digest));
      Arrays.fill(zero, part, part + 32, (byte) 0);
      assertThat(ColdkeySignature.of(zero).signer(digest)).isEmpty();

      byte[] order = bytes(pair.sign(digest));
      System.arraycopy(ORDER.toByteArray(), 1, order, part, 32);
      assertThat(ColdkeySignature.of(order).signer(digest)).isEmpty();
    }
  }

  @Test
  void aSecretOutsideTheOrderIsRefused() {
    byte[] order = new byte[32];
    System.arraycopy(ORDER.toByteArray(), 1, order, 0, 32);

    assertThatThrownBy(() -> ColdkeyPair.of(new byte[32])).hasMessageContaining("above 0");
    assertThatThrownBy(() -> ColdkeyPair.of(order)).hasMessageContaining("below the order");
    assertThatThrownBy(() -> ColdkeyPair.of(new byte[31])).hasMessageContaining("32 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "0x00", "zz"})
  void whatIsNoSignatureIsRefused(String text) {
    assertThatThrownBy(() -> ColdkeySignature.parse(text)).hasMessageContaining("65 bytes");
  }

  @Test
  void aKeyComesBackFromItsFileWhichOnlyTheOwnerCanRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/owner.key");
    ColdkeyPair made = ColdkeyFile.loadOrCreate(file);

    assertThat(ColdkeyFile.loadOrCreate(file).coldkey()).isEqualTo(made.coldkey());
    assertThat(ColdkeyFile.load(file).sign(digest)).isEqualTo(made.sign(digest));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> ColdkeyFile.save(made, file))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.writeString(
        file, Files.readString(file).replace(made.coldkey().address(), "0x" + "a".repeat(40)));
    assertThatThrownBy(() -> ColdkeyFile.load(file)).hasMessageContaining("holds no key");
  }

  private static byte[] bytes(ColdkeySignature signature) {
    return HexFormat.of().parseHex(signature.hex().substring(2));
  }

  private static byte[] random(SplittableRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }
}
