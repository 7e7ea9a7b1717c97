package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked body of {@code POST /v1/embeddings}.
 *
 * @param inputs 1 to 2,048 texts, none of them empty
 * @param base64 whether vectors are wanted as base64 of little-endian floats
 * @param dimensions how many numbers of each vector are wanted; null for all
 */
public record EmbeddingRequest(
    String model, List<String> inputs, boolean base64, @Nullable Integer dimensions) {

  private static final int MAX_INPUTS = 2_048;
  private static final int MAX_CHARACTERS = 1_000_000;

  /** Copies the inputs. */
  public EmbeddingRequest {
    inputs = List.copyOf(inputs);
  }

  /**
   * Reads and checks a request; fields that it does not know are ignored.
   *
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static EmbeddingRequest parse(byte[] json) {
    Fields request = new Fields(Json.object(json));
    return new EmbeddingRequest(
        request.string("model", "all-MiniLM-L6-v2"),
        inputs(request),
        base64(request),
        request.optionalInteger("dimensions", 1, Integer.MAX_VALUE));
  }

  /**
   * Refuses more dimensions than the model has.
   *
   * @throws ApiException 400
   */
  public void requireDimensionsUpTo(int modelDimensions) {
    if (dimensions != null && dimensions > modelDimensions) {
      throw ApiException.invalid(
          "dimensions",
          "invalid_value",
          "Invalid 'dimensions': got %d. This model's vectors have %d numbers; send 1 to %d."
              .formatted(dimensions, modelDimensions, modelDimensions));
    }
  }

  private static List<String> inputs(Fields request) {
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

  private static boolean base64(Fields request) {
    String format = request.optionalString("encoding_format", "float");
    if (format == null || format.equals("float")) {
      return false;
    }
    if (format.equals("base64")) {
      return true;
    }
    throw request.invalid("encoding_format", "this is not known. Send float or base64.");
  }
}
