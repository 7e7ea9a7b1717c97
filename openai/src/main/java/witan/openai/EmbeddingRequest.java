package witan.openai;

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
        Inputs.of(request),
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
