package witan.inference.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.inference.catalogue.ModelUnavailableException;

class TextClassifierTest {

  @TempDir static Path models;

  private static Path fields;

  @BeforeAll
  static void train() throws IOException {
    fields = models.resolve("fields");
    TinyClassifier.write(fields);
  }

  @Test
  void theHeldOutQuestionsAreOfTheFieldsTheyCameFrom() throws IOException {
    int right = 0;
    int asked = 0;
    try (TextClassifier classifier = TextClassifier.load(fields)) {
      for (String field : TinyClassifier.FIELDS) {
        for (String line : Files.readAllLines(Path.of("network", field, "questions.tsv"))) {
          Classified found = classifier.classify(line.split("\t")[0]);
          assertThat(Arrays.stream(found.probabilities()).sum()).isEqualTo(1, within(1e-9));
          right += found.label().equals(field) ? 1 : 0;
          asked++;
        }
      }
    }
    assertThat(right).isGreaterThan(asked * 9 / 10);
  }

  @Test
  void aTextBeyondWhatTheModelReadsIsCutOff() {
    try (TextClassifier classifier = TextClassifier.load(fields)) {
      String text = "opera ".repeat(254);

      assertThat(classifier.classify(text).tokens()).isEqualTo(256);
      assertThat(classifier.classify(text + "goal ".repeat(5_000)).probabilities())
          .containsExactly(classifier.classify(text).probabilities());
      assertThat(classifier.classify("").probabilities()).hasSize(3);
    }
  }

  @Test
  void severalLabelsAtOnceHaveProbabilitiesOfTheirOwn(@TempDir Path folder) throws IOException {
    copy(folder);
    Files.writeString(
        folder.resolve("config.json"),
        "{\"problem_type\":\"multi_label_classification\",\"id2label\":{\"0\":\"a\",\"1\":\"b\",\"2\":\"c\"}}");
    try (TextClassifier classifier = TextClassifier.load(folder)) {
      Classified found = classifier.classify("opera");

      assertThat(found.label()).isEqualTo("b");
      assertThat(Arrays.stream(found.probabilities()).sum()).isLessThan(0.5);
    }
  }

  @Test
  void aFolderThatIsNotWhatItShouldBeIsRefusedWithASentence(@TempDir Path folder)
      throws IOException {
    refused(folder, "it has no model.onnx");
    copy(folder);
    Files.writeString(folder.resolve("config.json"), "{\"id2label\":{\"0\":\"a\",\"1\":\"b\"}}");
    refused(folder, "its model tells 3 classes apart, its config.json names 2");
    Files.writeString(folder.resolve("config.json"), "{}");
    refused(folder, "no id2label");
    Files.writeString(folder.resolve("config.json"), "not json");
    refused(folder, "config.json cannot be read");
    copy(folder);
    Files.writeString(folder.resolve("tokenizer.json"), "{");
    refused(folder, "tokenizer.json cannot be read");
    Files.delete(folder.resolve("tokenizer.json"));
    refused(folder, "it has no tokenizer.json");
    copy(folder);
    Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});
    refused(folder, "ONNX Runtime refuses its model.onnx");
  }

  private static void refused(Path folder, String why) {
    assertThatThrownBy(() -> TextClassifier.load(folder))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("correct classifiers in expert.yaml");
  }

  private static void copy(Path folder) throws IOException {
    for (String name : List.of("model.onnx", "config.json", "tokenizer.json")) {
      Files.write(folder.resolve(name), Files.readAllBytes(fields.resolve(name)));
    }
  }
}
