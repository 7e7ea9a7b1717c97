package witan.protocol.typed;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;

/** The example of EIP-712, with the hashes and the signature that its test file has. */
class TypedDataTest {

  private static final Struct DOMAIN =
      Struct.of(
          "EIP712Domain",
          Field.text("name", "Ether Mail"),
          Field.text("version", "1"),
          Field.uint256("chainId", BigInteger.ONE),
          Field.address(
              "verifyingContract", Coldkey.parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC")));

  private static final Struct MAIL =
      Struct.of(
          "Mail",
          Field.struct("from", person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")),
          Field.struct("to", person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")),
          Field.text("contents", "Hello, Bob!"));

  private static Struct person(String name, String wallet) {
    return Struct.of(
        "Person", Field.text("name", name), Field.address("wallet", Coldkey.parse(wallet)));
  }

  @Test
  void typesAreEncodedWithThoseTheyReferTo() {
    assertThat(MAIL.encodedType())
        .isEqualTo("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
  }

  @Test
  void hashesAreThoseOfTheStandard() {
    assertThat(hex(DOMAIN.hash()))
        .isEqualTo("f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
    assertThat(hex(MAIL.hash()))
        .isEqualTo("c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
    assertThat(hex(new TypedData(DOMAIN, MAIL).digest()))
        .isEqualTo("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
  }

  @Test
  void theSignatureIsThatOfTheStandard() {
    ColdkeyPair cow = ColdkeyPair.of(Keccak256.of("cow"));
    byte[] digest = new TypedData(DOMAIN, MAIL).digest();

    assertThat(cow.coldkey().checksummed()).isEqualTo("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
    assertThat(cow.sign(digest).hex())
        .isEqualTo(
            "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562"
                + "1c");
    assertThat(cow.sign(digest).signer(digest)).contains(cow.coldkey());
  }

  @Test
  void aWalletIsToldTypesDomainAndMessage() {
    String json = Json.write(new TypedData(DOMAIN, MAIL).json());

    assertThat(json)
        .startsWith("{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}")
        .contains("\"Person\":[{\"name\":\"name\",\"type\":\"string\"}")
        .contains("\"primaryType\":\"Mail\"")
        .contains("\"from\":{\"name\":\"Cow\"");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
