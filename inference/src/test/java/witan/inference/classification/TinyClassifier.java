package witan.inference.classification;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder as Optimum exports it, with the smallest model that classifies a sequence: naive Bayes,
 * the sum of a row of weights a token. Made for tests, since no package was found that carries a
 * real one of a few megabytes; trained on the three corpora, so that what it says can be judged.
 */
public final class TinyClassifier {

  /** What it tells apart. */
  public static final List<String> FIELDS = List.of("cooking", "music", "sports");

  private static final int VOCABULARY = 30_522;

  private TinyClassifier() {}

  /** Trains, and writes the folder. */
  public static void write(Path folder) throws IOException {
    byte[] tokenizer;
    try (InputStream json =
        TinyClassifier.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      tokenizer = json.readAllBytes();
    }
    float[][] weights = new float[VOCABULARY][FIELDS.size()];
    try (HuggingFaceTokenizer words =
        HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(tokenizer), Map.of())) {
      for (int field = 0; field < FIELDS.size(); field++) {
        double[] counts = counts(words, Path.of("network", FIELDS.get(field)));
        double all = Arrays.stream(counts).sum();
        for (int token = 0; token < VOCABULARY; token++) {
          weights[token][field] = (float) Math.log((counts[token] + 1) / (all + VOCABULARY));
        }
      }
    }
    Files.createDirectories(folder);
    Files.write(folder.resolve("tokenizer.json"), tokenizer);
    Files.write(folder.resolve("model.onnx"), model(weights));
    String names =
        IntStream.range(0, FIELDS.size())
            .mapToObj(i -> "\"%d\":\"%s\"".formatted(i, FIELDS.get(i)))
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\":\"bert\",\"max_position_embeddings\":256,\"id2label\":{%s}}"
            .formatted(names));
  }

  private static double[] counts(HuggingFaceTokenizer words, Path corpus) throws IOException {
    double[] counts = new double[VOCABULARY];
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        for (String line : Files.readAllLines(file)) {
          for (long token : words.encode(line, false, false).getIds()) {
            counts[(int) token]++;
          }
        }
      }
    }
    return counts;
  }

  /** {@code logits = ReduceSum(Gather(weights, input_ids) · attention_mask)}. */
  private static byte[] model(float[][] weights) {
    int labels = weights[0].length;
    ByteBuffer numbers =
        ByteBuffer.allocate(weights.length * labels * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : weights) {
      for (float weight : row) {
        numbers.putFloat(weight);
      }
    }
    byte[] graph =
        message(
            node("Gather", List.of("weights", "input_ids"), "rows"),
            node("Cast", List.of("attention_mask"), "mask", attribute("to", 1)),
            node("Unsqueeze", List.of("mask", "last"), "column"),
            node("Mul", List.of("rows", "column"), "read"),
            node("ReduceSum", List.of("read", "one"), "logits", attribute("keepdims", 0)),
            text(2, "tiny"),
            tensor("weights", 1, numbers.array(), weights.length, labels),
            tensor("last", 7, longs(-1), 1),
            tensor("one", 7, longs(1), 1),
            value(11, "input_ids", 7, 2),
            value(11, "attention_mask", 7, 2),
            value(12, "logits", 1, 2));
    byte[] opset = message(number(2, 17));
    return message(number(1, 8), bytes(7, graph), bytes(8, opset));
  }

  private static byte[] node(String type, List<String> inputs, String output, byte[]... more) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    inputs.forEach(input -> node.writeBytes(text(1, input)));
    node.writeBytes(text(2, output));
    node.writeBytes(text(4, type));
    for (byte[] attribute : more) {
      node.writeBytes(attribute);
    }
    return bytes(1, node.toByteArray());
  }

  private static byte[] attribute(String name, long value) {
    return bytes(5, message(text(1, name), number(3, value), number(20, 2)));
  }

  private static byte[] tensor(String name, int type, byte[] raw, long... shape) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (long length : shape) {
      tensor.writeBytes(number(1, length));
    }
    return bytes(5, message(tensor.toByteArray(), number(2, type), text(8, name), bytes(9, raw)));
  }

  private static byte[] value(int field, String name, int type, int rank) {
    byte[][] dimensions = new byte[rank][];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = bytes(1, text(2, name + i));
    }
    byte[] tensor = message(number(1, type), bytes(2, message(dimensions)));
    return bytes(field, message(text(1, name), bytes(2, bytes(1, tensor))));
  }

  private static byte[] longs(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] message(byte[]... fields) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      all.writeBytes(field);
    }
    return all.toByteArray();
  }

  private static byte[] text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int field, byte[] value) {
    return coded(out -> out.writeBytes(field, ByteString.copyFrom(value)));
  }

  private static byte[] number(int field, long value) {
    return coded(out -> out.writeInt64(field, value));
  }

  @FunctionalInterface
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] coded(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
