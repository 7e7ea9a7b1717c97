package witan.protocol.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeySignature;
import witan.protocol.key.Hotkey;

/**
 * Reads commands from JSON. Numbers may be strings of digits, as they are written, or JSON numbers;
 * a hotkey may have the 0x in front that the struct of a wallet shows.
 */
final class CommandReader {

  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private static final int MOST_NUMBERS = 65_536;

  private final JsonNode json;

  private CommandReader(JsonNode json) {
    this.json = json;
  }

  static SignedCommand read(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("a command is a JSON object");
    }
    CommandReader reader = new CommandReader(json);
    return new SignedCommand(
        reader.command(),
        json.hasNonNull("signature") ? ColdkeySignature.parse(reader.text("signature")) : null,
        json.hasNonNull("hotkeySignature")
            ? new HotkeySignature(reader.text("hotkeySignature"))
            : null);
  }

  private Command command() {
    return switch (text("type")) {
      case "Transfer" ->
          new Command.Transfer(id(), coldkey("from"), coldkey("to"), amount("amount"), nonce());
      case "Stake" ->
          new Command.Stake(
              id(),
              coldkey("coldkey"),
              hotkey("validator"),
              uint16("netuid"),
              amount("amount"),
              nonce());
      case "Unstake" ->
          new Command.Unstake(
              id(),
              coldkey("coldkey"),
              hotkey("validator"),
              uint16("netuid"),
              amount("amount"),
              nonce());
      case "MoveStake" ->
          new Command.MoveStake(
              id(),
              coldkey("coldkey"),
              hotkey("from"),
              hotkey("to"),
              uint16("netuid"),
              amount("amount"),
              nonce());
      case "Register" ->
          new Command.Register(
              id(),
              coldkey("coldkey"),
              hotkey("hotkey"),
              uint16("netuid"),
              amount("maxBurn"),
              nonce());
      case "SetTake" ->
          new Command.SetTake(
              id(), coldkey("coldkey"), hotkey("validator"), uint16("take"), nonce());
      case "CommitWeights" ->
          new NodeCommand.CommitWeights(
              id(), hotkey("hotkey"), uint16("netuid"), hash("commitment"), nonce());
      case "RevealWeights" ->
          new NodeCommand.RevealWeights(
              id(),
              hotkey("hotkey"),
              uint16("netuid"),
              uint16s("uids"),
              uint16s("weights"),
              uint16s("salt"),
              uint63("versionKey"),
              nonce());
      case "SetWeights" ->
          new NodeCommand.SetWeights(
              id(),
              hotkey("hotkey"),
              uint16("netuid"),
              uint16s("uids"),
              uint16s("weights"),
              uint63("versionKey"),
              nonce());
      case "VoteSubnets" ->
          new NodeCommand.VoteSubnets(
              id(), hotkey("hotkey"), uint16s("netuids"), uint16s("weights"), nonce());
      default ->
          throw new IllegalArgumentException(
              "\"type\" is Transfer, Stake, Unstake, MoveStake, Register, SetTake, CommitWeights,"
                  + " RevealWeights, SetWeights or VoteSubnets");
    };
  }

  private UUID id() {
    String text = text("id");
    // UUID.fromString takes shortened groups, too, and then two texts would be one id.
    if (!text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new IllegalArgumentException("\"id\" is a UUID in lower case, made by the client");
    }
    return UUID.fromString(text);
  }

  private Coldkey coldkey(String field) {
    return Coldkey.parse(text(field));
  }

  private Hotkey hotkey(String field) {
    String text = text(field);
    return Hotkey.parse(text.startsWith("0x") ? text.substring(2) : text);
  }

  private Rao amount(String field) {
    BigInteger number = whole(field);
    if (number.signum() < 0) {
      throw new RefusedException(
          Refusal.AMOUNT_NEGATIVE,
          "\"" + field + "\" is negative; which way rao moves is said by the command's type.");
    }
    if (number.compareTo(LARGEST) > 0) {
      throw new RefusedException(
          Refusal.AMOUNT_TOO_LARGE, "\"" + field + "\" is above 2^63 - 1; there are 21e15 rao.");
    }
    return new Rao(number.longValue());
  }

  private long nonce() {
    return uint63("nonce");
  }

  private long uint63(String field) {
    BigInteger number = whole(field);
    if (number.signum() < 0 || number.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("\"" + field + "\" is from 0 to 2^63 - 1");
    }
    return number.longValue();
  }

  private String hash(String field) {
    String text = text(field);
    return text.startsWith("0x") ? text.substring(2) : text;
  }

  private int[] uint16s(String field) {
    @Nullable JsonNode array = json.get(field);
    if (array == null || !array.isArray() || array.size() > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is an array of up to " + MOST_NUMBERS + " numbers");
    }
    int[] numbers = new int[array.size()];
    for (int k = 0; k < numbers.length; k++) {
      JsonNode number = array.get(k);
      if (!number.isIntegralNumber()
          || !number.canConvertToInt()
          || number.intValue() < 0
          || number.intValue() > 65_535) {
        throw new IllegalArgumentException(
            "\"" + field + "\" has numbers from 0 to 65535, not " + excerpt(number));
      }
      numbers[k] = number.intValue();
    }
    return numbers;
  }

  private static String excerpt(JsonNode value) {
    String text = value.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private int uint16(String field) {
    BigInteger number = whole(field);
    if (number.signum() < 0 || number.bitLength() > 16) {
      throw new IllegalArgumentException("\"" + field + "\" is from 0 to 65535");
    }
    return number.intValue();
  }

  private BigInteger whole(String field) {
    @Nullable JsonNode value = json.get(field);
    String text =
        value != null && (value.isTextual() || value.isIntegralNumber()) ? value.asText() : "";
    if (!text.matches("-?[0-9]{1,100}")) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is a whole number in decimal digits, like \"1500\"");
    }
    return new BigInteger(text);
  }

  private String text(String field) {
    @Nullable JsonNode value = json.get(field);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException("\"" + field + "\" is missing, or is no string");
    }
    return value.textValue();
  }
}
