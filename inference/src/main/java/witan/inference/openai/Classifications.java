package witan.inference.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import witan.inference.classification.Classified;
import witan.inference.classification.TextClassifier;
import witan.inference.expert.Meters;
import witan.inference.model.LoadedExpert;
import witan.openai.ApiException;
import witan.openai.ClassificationRequest;
import witan.openai.Ids;

/** Texts to labels: {@code /v1/classify}, in the shape that vLLM gives it. */
@ApplicationScoped
class Classifications {

  private final Meters meters;

  Classifications(Meters meters) {
    this.meters = meters;
  }

  /** The body of the answer. */
  byte[] answer(LoadedExpert expert, ClassificationRequest request, RandomGenerator random) {
    TextClassifier classifier =
        expert.classifiers().stream()
            .filter(one -> one.name().equals(request.model()))
            .findFirst()
            .orElseThrow(() -> ApiException.modelNotFound(request.model()));
    List<Classified> found =
        meters.classification(() -> request.inputs().stream().map(classifier::classify).toList());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", Ids.classification(random)).put("object", "list");
    json.put("created", Instant.now().getEpochSecond()).put("model", request.model());
    ArrayNode data = json.putArray("data");
    int tokens = 0;
    for (Classified one : found) {
      ObjectNode entry = data.addObject();
      entry.put("index", data.size() - 1).put("label", one.label());
      ArrayNode probabilities = entry.putArray("probs");
      for (double probability : one.probabilities()) {
        probabilities.add(probability);
      }
      entry.put("num_classes", one.probabilities().length);
      tokens += one.tokens();
    }
    json.putObject("usage")
        .put("prompt_tokens", tokens)
        .put("completion_tokens", 0)
        .put("total_tokens", tokens);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
