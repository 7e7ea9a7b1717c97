package witan.inference.classification;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import witan.embedding.OnnxEnvironment;
import witan.inference.catalogue.ModelUnavailableException;

/**
 * A model that classifies sequences, from a folder as Optimum exports it: {@code model.onnx} (or
 * {@code onnx/model.onnx}, or a quantised one beside it), {@code config.json} with {@code
 * id2label}, and {@code tokenizer.json}.
 *
 * <p>One text at a time, for the same reason as with embeddings. Safe for many threads.
 */
public final class TextClassifier implements AutoCloseable {

  private static final List<String> WEIGHTS =
      List.of("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx");
  private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");
  private static final String MULTI_LABEL = "multi_label_classification";

  /** Where config.json says nothing of how long a text may be. */
  private static final int DEFAULT_TOKENS = 512;

  private final String name;
  private final List<String> labels;
  private final boolean multiLabel;
  private final HuggingFaceTokenizer tokenizer;
  private final OrtEnvironment environment = OnnxEnvironment.get();
  private final OrtSession session;

  private TextClassifier(
      String name,
      List<String> labels,
      boolean multiLabel,
      HuggingFaceTokenizer tokenizer,
      OrtSession session) {
    this.name = name;
    this.labels = labels;
    this.multiLabel = multiLabel;
    this.tokenizer = tokenizer;
    this.session = session;
  }

  /**
   * Loads the model in {@code folder}, which is called as the folder is.
   *
   * @throws ModelUnavailableException if a file is missing or is not what it should be
   */
  public static TextClassifier load(Path folder) {
    Path weights =
        WEIGHTS.stream()
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> unavailable(folder, "it has no model.onnx"));
    JsonNode config = config(folder);
    List<String> labels = labels(folder, config);
    int longest = config.path("max_position_embeddings").asInt(DEFAULT_TOKENS);
    // RoBERTa's positions begin behind its padding token's.
    int maxTokens =
        Math.max(
            3, config.path("model_type").asText("").contains("roberta") ? longest - 2 : longest);
    boolean multiLabel = MULTI_LABEL.equals(config.path("problem_type").asText(""));
    HuggingFaceTokenizer tokenizer = tokenizer(folder, maxTokens);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      OrtSession session = OnnxEnvironment.get().createSession(weights.toString(), options);
      String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
      TextClassifier classifier = new TextClassifier(name, labels, multiLabel, tokenizer, session);
      try {
        classifier.check(folder);
        return classifier;
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      tokenizer.close();
      throw unavailable(folder, "ONNX Runtime refuses its model.onnx (" + e.getMessage() + ")");
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** What it is asked for by. */
  public String name() {
    return name;
  }

  /** What a text can be, in the model's order. */
  public List<String> labels() {
    return labels;
  }

  /** What {@code text} is; what lies behind the longest text that the model reads is cut off. */
  public Classified classify(String text) {
    Encoding encoding = tokenizer.encode(text);
    double[] logits = logits(encoding);
    double[] probabilities = multiLabel ? sigmoid(logits) : softmax(logits);
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return new Classified(labels.get(best), probabilities, encoding.getIds().length);
  }

  @Override
  public void close() {
    try {
      session.close();
      tokenizer.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to free a classifier", e);
    }
  }

  /** Better at the start than at the first text. */
  private void check(Path folder) {
    if (!INPUTS.containsAll(session.getInputNames())
        || !session.getInputNames().contains("input_ids")) {
      throw unavailable(
          folder, "its model takes %s, not a sequence".formatted(session.getInputNames()));
    }
    int outputs = logits(tokenizer.encode("one")).length;
    if (outputs != labels.size()) {
      throw unavailable(
          folder,
          "its model tells %d classes apart, its config.json names %d"
              .formatted(outputs, labels.size()));
    }
  }

  private double[] logits(Encoding encoding) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String input : session.getInputNames()) {
        long[] numbers =
            switch (input) {
              case "input_ids" -> encoding.getIds();
              case "attention_mask" -> encoding.getAttentionMask();
              default -> encoding.getTypeIds();
            };
        long[] shape = {1, numbers.length};
        inputs.put(input, OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers), shape));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
        double[] logits = new double[output.remaining()];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = output.get(i);
        }
        return logits;
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to classify a text", e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static double[] softmax(double[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] - max);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  private static double[] sigmoid(double[] logits) {
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = 1 / (1 + Math.exp(-logits[i]));
    }
    return p;
  }

  private static JsonNode config(Path folder) {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(folder.resolve("config.json")));
    } catch (IOException e) {
      throw unavailable(folder, "its config.json cannot be read");
    }
  }

  private static List<String> labels(Path folder, JsonNode config) {
    JsonNode named = config.path("id2label");
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      labels.add(named.path(Integer.toString(i)).asText(""));
    }
    if (labels.size() < 2 || labels.contains("")) {
      throw unavailable(folder, "its config.json has no id2label of two labels or more");
    }
    return List.copyOf(labels);
  }

  private static HuggingFaceTokenizer tokenizer(Path folder, int maxTokens) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw unavailable(folder, "it has no tokenizer.json");
    }
    try {
      return HuggingFaceTokenizer.builder()
          .optTokenizerPath(file)
          .optPadding(false)
          .optTruncation(true)
          .optMaxLength(maxTokens)
          .build();
    } catch (IOException | RuntimeException e) {
      throw unavailable(folder, "its tokenizer.json cannot be read (" + e.getMessage() + ")");
    }
  }

  private static ModelUnavailableException unavailable(Path folder, String why) {
    return new ModelUnavailableException(
        "The classifier in %s cannot be used: %s; export it anew with Optimum, or correct classifiers in expert.yaml."
            .formatted(folder, why));
  }
}
