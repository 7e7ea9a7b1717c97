package witan.openai;

import java.util.List;

/**
 * A checked body of {@code POST /v1/classify}.
 *
 * @param inputs 1 to 2,048 texts, none of them empty
 */
public record ClassificationRequest(String model, List<String> inputs) {

  /** Copies the inputs. */
  public ClassificationRequest {
    inputs = List.copyOf(inputs);
  }

  /**
   * Reads and checks a request; fields that it does not know are ignored.
   *
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static ClassificationRequest parse(byte[] json) {
    Fields request = new Fields(Json.object(json));
    return new ClassificationRequest(request.string("model", "sentiment"), Inputs.of(request));
  }
}
