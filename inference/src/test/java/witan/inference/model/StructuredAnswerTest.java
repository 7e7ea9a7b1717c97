package witan.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.Message;
import witan.engine.OnnxModels;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Constraints;
import witan.mixture.grammar.Grammar;
import witan.mixture.text.TokenText;
import witan.mixture.text.Vocabulary;

/**
 * The network's own model under schemas; {@code ./witan test} fetches it before the tests. The
 * rules are tried on made-up vocabularies in {@code witan.mixture.grammar}.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
class StructuredAnswerTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String RECIPE =
      """
      {"type":"object","properties":{
        "title":{"type":"string","minLength":1,"maxLength":40},
        "minutes":{"type":"integer","minimum":1,"maximum":600},
        "vegetarian":{"type":"boolean"},
        "difficulty":{"enum":["easy","medium","hard"]},
        "ingredients":{"type":"array","minItems":1,"maxItems":3,"items":{"$ref":"#/$defs/item"}}},
       "required":["title","minutes","vegetarian","difficulty","ingredients"],
       "additionalProperties":false,
       "$defs":{"item":{"type":"object","properties":{
         "name":{"type":"string","maxLength":20},"grams":{"type":["number","null"]}},
         "required":["name","grams"],"additionalProperties":false}}}
      """;

  private static LanguageModel model;
  private static Vocabulary vocabulary;
  private static Constraints constraints;

  @BeforeAll
  static void load() {
    Path cache =
        Optional.ofNullable(System.getenv("WITAN_CACHE"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache", "witan"));
    model =
        OnnxModels.load(
            cache.resolve("models/SmolLM2-135M-Instruct/SmolLM2-135M-Instruct.Q4_1.gguf"),
            cache.resolve("engine"),
            new EngineSettings(2, 1_024, 2));
    vocabulary = LoadedExpert.vocabulary(model.tokenizer());
    constraints = new Constraints(vocabulary);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private record Made(String text, Generator.End end) {}

  private static Made answer(@Nullable Constraint constraint, Sampling sampling, int maxTokens) {
    int[] prompt =
        Prompts.chat(model, List.of(new Message("user", "Give me a recipe for pancakes as JSON.")));
    try (Answer answer = Answer.open(model, prompt, 64, new int[0], constraint)) {
      TokenText text = new TokenText(vocabulary, List.of());
      StringBuilder whole = new StringBuilder();
      Generator.End end =
          Generator.run(
              answer,
              model.tokenizer(),
              new Sampler(sampling),
              maxTokens,
              (token, _) -> {
                whole.append(text.push(token));
                return true;
              });
      return new Made(whole.append(text.finish()).toString(), end);
    }
  }

  private static Grammar grammar(String schema) {
    return Grammar.ofSchema(schema.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.7, 1", "1.5, 2"})
  void anAnswerSatisfiesItsSchema(double temperature, long seed) throws Exception {
    Made made = answer(constraints.of(grammar(RECIPE)), Sampling.at(temperature, seed), 300);

    JsonNode json = JSON.readTree(made.text());
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(RECIPE)
                .validate(json))
        .as(made.text())
        .isEmpty();
    assertThat(made.end()).isEqualTo(Generator.End.STOP);
  }

  @Test
  void anAnswerThatIsCutOffIsTheBeginningOfAnObject() {
    Made made = answer(constraints.of(Grammar.jsonObject()), Sampling.greedy(), 12);
    assertThat(made.text()).startsWith("{\"");
    assertThat(made.end()).isEqualTo(Generator.End.LENGTH);
  }
}
