package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The texts of a request that asks the same of each. */
final class Inputs {

  private static final int MAX_INPUTS = 2_048;
  private static final int MAX_CHARACTERS = 1_000_000;

  private Inputs() {}

  /** The field {@code input}: 1 to 2,048 texts, none of them empty. */
  static List<String> of(Fields request) {
    JsonNode node = request.node("input");
    if (node == null) {
      throw ApiException.invalid(
          "input",
          "missing_required_parameter",
          "Missing required parameter: 'input'. Send a string or an array of strings.");
    }
    if (node.isArray() && !node.isEmpty() && (node.get(0).isNumber() || node.get(0).isArray())) {
      throw request.unsupported(
          "input", "token ids differ between models. Send a string or an array of strings.");
    }
    List<String> inputs = request.strings("input", true, MAX_INPUTS);
    if (inputs.isEmpty()) {
      throw request.invalid("input", "the array is empty. Send at least one string.");
    }
    long characters = 0;
    for (String input : inputs) {
      if (input.isEmpty()) {
        throw request.invalid("input", "a text is empty. Send at least one character each.");
      }
      PromptSize.require("input", input.length());
      characters += input.length();
    }
    if (characters > MAX_CHARACTERS) {
      throw request.invalid(
          "input",
          "its texts have %,d characters together. Send at most %,d a request."
              .formatted(characters, MAX_CHARACTERS));
    }
    return inputs;
  }
}
