package witan.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The answer to an embedding request.
 *
 * @param model as the answer calls it
 * @param vectors one an input, in order, at full length
 * @param tokens of all inputs together
 */
public record Embeddings(String model, List<float[]> vectors, int tokens) {

  /** Copies the list. */
  public Embeddings {
    vectors = List.copyOf(vectors);
  }

  /**
   * The JSON object in the format that the request asks for: cut vectors have length one again.
   *
   * @throws ApiException 400 if it asks for more dimensions than there are
   */
  public ObjectNode json(EmbeddingRequest request) {
    ObjectNode json = Json.NODES.objectNode().put("object", "list");
    ArrayNode data = json.putArray("data");
    for (float[] vector : vectors) {
      request.requireDimensionsUpTo(vector.length);
      float[] cut = request.dimensions() == null ? vector : cut(vector, request.dimensions());
      ObjectNode entry = Json.NODES.objectNode().put("object", "embedding");
      entry.put("index", data.size());
      if (request.base64()) {
        entry.put("embedding", base64(cut));
      } else {
        ArrayNode numbers = entry.putArray("embedding");
        for (float number : cut) {
          numbers.add(number);
        }
      }
      data.add(entry);
    }
    json.put("model", model);
    json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return json;
  }

  /** The same, as the body of an HTTP answer. */
  public byte[] body(EmbeddingRequest request) {
    return Json.bytes(json(request));
  }

  private static float[] cut(float[] vector, int dimensions) {
    if (dimensions == vector.length) {
      return vector;
    }
    float[] cut = Arrays.copyOf(vector, dimensions);
    double squares = 0;
    for (float number : cut) {
      squares += (double) number * number;
    }
    if (squares > 0) {
      for (int i = 0; i < cut.length; i++) {
        cut[i] = (float) (cut[i] / Math.sqrt(squares));
      }
    }
    return cut;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
