package witan.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.protocol.Json;

class HotkeyTest {

  @TempDir Path folder;

  // RFC 8032 §7.1, tests 1 to 3
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void signsAsRfc8032(String secret, String point, String message, String signature) {
    HexFormat hex = HexFormat.of();
    HotkeyPair pair = HotkeyPair.of(new Hotkey(point), hex.parseHex(secret));

    assertThat(hex.formatHex(pair.sign(hex.parseHex(message)))).isEqualTo(signature);
    assertThat(pair.hotkey().verify(hex.parseHex(message), hex.parseHex(signature))).isTrue();
  }

  @Test
  void anotherMessageOrKeyOrABentSignatureDoesNotVerify() {
    HotkeyPair pair = HotkeyPair.generate();
    byte[] message = "a".getBytes(StandardCharsets.UTF_8);
    byte[] signature = pair.sign(message);

    assertThat(pair.hotkey().verify(message, signature)).isTrue();
    assertThat(pair.hotkey().verify(new byte[] {1}, signature)).isFalse();
    assertThat(HotkeyPair.generate().hotkey().verify(message, signature)).isFalse();
    signature[40] ^= 1;
    assertThat(pair.hotkey().verify(message, signature)).isFalse();
    assertThat(pair.hotkey().verify(message, new byte[3])).isFalse();
  }

  @Test
  void isAStringInJson() {
    Hotkey hotkey = HotkeyPair.generate().hotkey();

    assertThat(Json.write(hotkey)).isEqualTo("\"" + hotkey.hex() + "\"");
    assertThat(Json.read(Json.write(hotkey), Hotkey.class)).isEqualTo(hotkey);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d75a",
        "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A",
        // the neutral point, two of order 8, and y = p: anybody signs for these
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void badKeysAreRefused(String hex) {
    assertThatThrownBy(() -> new Hotkey(hex)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyComesBackFromItsFileWhichOnlyTheOwnerCanRead() throws IOException {
    Path file = folder.resolve("made/hotkey.key");
    HotkeyPair made = HotkeyPair.loadOrCreate(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(HotkeyPair.loadOrCreate(file).hotkey()).isEqualTo(made.hotkey());
    assertThat(HotkeyPair.load(file).sign(new byte[] {7})).isEqualTo(made.sign(new byte[] {7}));
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aFileThatOthersCanOpenIsRefused(String mode) throws IOException {
    Path file = folder.resolve("hotkey.key");
    HotkeyPair.generate().save(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> HotkeyPair.load(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void aKeyIsNeverOverwritten() throws IOException {
    Path file = folder.resolve("hotkey.key");
    HotkeyPair first = HotkeyPair.generate();
    first.save(file);

    assertThatThrownBy(() -> HotkeyPair.generate().save(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(HotkeyPair.load(file).hotkey()).isEqualTo(first.hotkey());
  }

  @Test
  void aBrokenFileIsRefusedWithoutShowingWhatItHolds() throws IOException {
    Path file = folder.resolve("hotkey.key");
    HotkeyPair.generate().save(file);
    String secret = Json.mapper().readTree(file.toFile()).get("secret").asText();
    Files.writeString(file, Files.readString(file).replace("}", ""));

    assertThatThrownBy(() -> HotkeyPair.load(file))
        .hasMessageContaining("holds no key")
        .hasNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret));
  }

  @Test
  void halvesOfTwoKeysAreRefused() throws IOException {
    Path file = folder.resolve("hotkey.key");
    HotkeyPair one = HotkeyPair.generate();
    one.save(file);
    Files.writeString(
        file,
        Files.readString(file).replace(one.hotkey().hex(), HotkeyPair.generate().hotkey().hex()));

    assertThatThrownBy(() -> HotkeyPair.load(file)).hasMessageContaining("holds no key");
  }

  @Test
  void noFileIsToldApart() {
    assertThatThrownBy(() -> HotkeyPair.load(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
