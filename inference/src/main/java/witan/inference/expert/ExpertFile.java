package witan.inference.expert;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code expert.yaml} says; every part may be left out, and so may the file.
 *
 * @param model a name from the catalogue, the path of a .gguf file, or that of a folder with an
 *     ONNX model, with a slash
 * @param profile a few sentences on what the expert knows, shown to people and to the gate
 * @param labels words that a question's policy can ask for
 * @param price for a thousand tokens, in rao
 * @param allow hotkeys that may ask; empty means the gateways of the expert's network
 * @param owner the owner's account, 0x and 40 hex digits
 * @param sharesTitles {@code share_titles}: whether answers name the titles of the passages used,
 *     and an expert without a profile is described by them; titles are part of the corpus, so they
 *     are kept back unless the owner says otherwise
 * @param vision whether pictures in questions are read; true unless said
 * @param classifiers folders of models that classify texts, as Optimum exports them, or names from
 *     the catalogue
 */
public record ExpertFile(
    String model,
    @Nullable String profile,
    List<String> labels,
    long price,
    List<String> allow,
    @Nullable String owner,
    boolean sharesTitles,
    boolean vision,
    List<String> classifiers) {

  /** The model of an expert that names none. */
  public static final String DEFAULT_MODEL = "SmolLM2-135M-Instruct";

  private static final String NAME = "expert.yaml";

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  /** Takes copies; refuses a negative price. */
  public ExpertFile {
    labels = List.copyOf(labels);
    allow = List.copyOf(allow);
    classifiers = List.copyOf(classifiers);
    if (price < 0) {
      throw new IllegalArgumentException("price must be 0 or more, in rao for a thousand tokens");
    }
  }

  /** The file as it was written: what was left out is null. */
  private record Written(
      @Nullable String model,
      @Nullable String profile,
      @Nullable List<String> labels,
      @Nullable Long price,
      @Nullable List<String> allow,
      @Nullable String owner,
      @JsonProperty("share_titles") @Nullable Boolean sharesTitles,
      @Nullable Boolean vision,
      @Nullable List<String> classifiers) {

    static final Written NOTHING =
        new Written(null, null, null, null, null, null, null, null, null);

    ExpertFile complete() {
      return new ExpertFile(
          model == null || model.isBlank() ? DEFAULT_MODEL : model.strip(),
          profile == null || profile.isBlank() ? null : profile.strip(),
          labels == null ? List.of() : labels,
          price == null ? 0 : price,
          allow == null ? List.of() : allow,
          owner,
          sharesTitles != null && sharesTitles,
          vision == null || vision,
          classifiers == null ? List.of() : classifiers);
    }
  }

  /** What stands in {@code folder}; the defaults when there is no file or an empty one. */
  public static ExpertFile read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return parse("", file.toString());
    }
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  static ExpertFile parse(String yaml, String where) {
    try {
      Written read = yaml.isBlank() ? null : YAML.readValue(yaml, Written.class);
      return (read == null ? Written.NOTHING : read).complete();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          where + " is not a valid expert.yaml: " + e.getOriginalMessage(), e);
    }
  }
}
