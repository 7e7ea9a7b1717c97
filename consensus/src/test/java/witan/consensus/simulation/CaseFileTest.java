package witan.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.consensus.EpochOutcome;
import witan.consensus.Mode;
import witan.consensus.Vectors;

class CaseFileTest {

  private static final String STEP =
      """
      {"cases": [{"name": "c", "steps": [{"input": {"n": 2, "stake": [1, 2], "owner_uid": 0,
        "weights": [[[1, 7]], []], "bonds": [[], [0, 3]], "permits": [true, false],
        "last_update": [5, 5], "registered": [0, 0], "commits": [9, null], "block": 10,
        "kappa": 32767, "yuma3": true, "alpha_low": 1, "alpha_high": 2},
        "expected": {"dividends": [null, 0]}}]}]}
      """;

  private static final String MARKET =
      """
      {"modes": {"m": {"yuma3": true, "tempo": 0}},
       "cases": [{"name": "c", "n_validators": 2, "n_servers": 1, "epochs": 3,
         "inputs": [{"from_epoch": 0, "stake": [1, 1], "weights_sent_u16": [[1], [1]]}],
         "modes": {"m": [{"dividends": [32767, 32767], "incentive": [65535]}]}}]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"stake\": [1, 2] | \"stake\": [1, \"2\"] | input.stake[1] is not a whole number from 0",
        "\"stake\": [1, 2] | \"stake\": [1, -2]    | input.stake[1] is not a whole number from 0",
        "\"stake\": [1, 2] | \"stake\": [1, 1.5]   | input.stake[1] is not a whole number from 0",
        "\"stake\": [1, 2] | \"stake\": [1, 9223372036854775808] | input.stake[1] is not a whole",
        "\"stake\": [1, 2] | \"stake\": [1]        | input.stake has 1 entries for 2 neurons.",
        "\"stake\": [1, 2] | \"x\": 0              | input has no stake.",
        "\"n\": 2          | \"n\": 0              | input.n is not a whole number from 1 to 65536",
        "[[1, 7]]          | [[2, 7]]              | weights[0][0][0] is not a whole number from 0 to 1",
        "[[1, 7]]          | [[1, 65536]]          | weights[0][0][1] is not a whole number from 0 to 65535",
        "[[1, 7]]          | [[1, 7], [1, 8]]      | weights[0] names uid 1 twice.",
        "[[1, 7]]          | [[1, 7, 0]]           | weights[0][0] is not a pair of uid and value",
        "[0, 3]            | [0, 3, 4]             | bonds[1] has 3 entries for 2 neurons.",
        "\"owner_uid\": 0  | \"owner_uid\": 2      | owner_uid is not a whole number from -1 to 1: 2",
        "[true, false]     | [true, 0]             | permits[1] is not true or false: 0",
        "\"kappa\": 32767  | \"kappa\": 65536      | kappa is not a whole number from 0 to 65535",
        "\"alpha_low\": 1  | \"alpha_low\": 3      | has an alpha_low of 3, above its alpha_high of 2",
        "[null, 0]         | [null, 0, 0]          | dividends has 3 entries where there are 2 neurons.",
        "\"steps\"         | \"stops\"             | cases[0] has neither steps nor inputs nor a",
        "\"name\": \"c\"   | \"name\": 3           | cases[0].name is not text: 3"
      })
  void whatIsWrongIsRefusedByItsPlace(String right, String wrong, String sentence) {
    assertThat(STEP).contains(right);
    assertThatThrownBy(() -> read(STEP.replace(right, wrong)))
        .isInstanceOf(CaseFileException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"modes\": {\"m\": [ | \"modes\": {\"x\": [ | cases[0].modes names x, which the file's modes",
        "\"from_epoch\": 0    | \"from_epoch\": 1    | is not a list with an entry from_epoch 0",
        "[[1], [1]]           | [[1], [1, 2]]        | weights_sent_u16[1] has 2 entries for 1 neurons.",
        "\"epochs\": 3        | \"epochs\": 0        | epochs is not a whole number from 1 to 100000",
        "[65535]              | [65535, 0]           | incentive has 2 entries where there are 1 neurons."
      })
  void whatIsWrongWithAMarketIsRefusedByItsPlace(String right, String wrong, String sentence) {
    assertThat(MARKET).contains(right);
    assertThatThrownBy(() -> read(MARKET.replace(right, wrong)))
        .isInstanceOf(CaseFileException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aMarketHandsItsBondsOn() {
    Scenario scenario = read(MARKET).getFirst();
    List<Scenario.Result> results = scenario.run();

    assertThat(scenario.title()).isEqualTo("c, m");
    assertThat(results).hasSize(3).allMatch(result -> result.differences().isEmpty());
    // A tenth of what is missing, each time.
    List<Integer> bonds =
        results.stream().map(result -> result.outcome().bonds().at(0, 2)).toList();
    assertThat(bonds).containsExactly(6_553, 12_451, 17_759);
  }

  @Test
  void whatWouldNotFitIntoMemoryIsRefused() {
    String many = MARKET.replace("\"n_servers\": 1", "\"n_servers\": 65535");
    assertThatThrownBy(() -> read(many))
        .hasMessage(
            "cases[0] is too large: at most 65536 neurons, and 2000000 neurons times epochs.");
    String graph =
        """
        {"cases": [{"name": "g", "compact_input": {"n": 65536, "validators": [0, 999],
          "servers": [1000, 65535], "stake_per_validator": 1, "weight_each": 1, "epochs": 1}}]}
        """;
    assertThatThrownBy(() -> read(graph)).hasMessageContaining("compact_input is too large: ");
    assertThat(read(graph.replace("65535]", "1009]").replace("65536", "1010").replace("999", "9")))
        .hasSize(1);
  }

  @Test
  void whatIsMissingIsAsDocumented() {
    Scenario scenario =
        read("{\"cases\": [{\"name\": \"c\", \"steps\": [{\"input\": {\"stake\": [3, 1]}}]}]}")
            .getFirst();
    EpochOutcome outcome = scenario.run().getFirst().outcome();

    assertThat(scenario.modes()).containsExactly(Mode.YUMA2);
    assertThat(outcome.emission()).containsExactly(750_000_000, 250_000_000);
    assertThat(outcome.permits()).containsExactly(true, true);
    assertThat(outcome.active()).containsExactly(true, true);
  }

  @Test
  void aMarketWithoutModesIsRunInAllThree() {
    String market = MARKET.replaceAll("\"modes\": \\{\"m\": \\{.*?\\}\\},\\s", "");
    String inputsOnly = market.replaceAll(",\\s*\"modes\": \\{\"m\": \\[.*?\\]\\}\\}", "}");

    assertThat(read(inputsOnly).stream().map(Scenario::variant))
        .containsExactly("yuma2", "yuma3", "yuma3-liquid");
  }

  /** The port wrote this one down after the test had replaced the neuron. */
  @Test
  void thePortsPermitsAreOursButForOne() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(Vectors.read("subtensor-epoch-published"));
    List<String> different = new ArrayList<>();
    for (Scenario scenario : CaseFile.read(Vectors.read("subtensor-epoch-published"))) {
      List<Scenario.Result> results = scenario.run();
      for (JsonNode found : cases.get("cases")) {
        if (found.get("name").textValue().equals(scenario.name()) && found.has("steps")) {
          for (int epoch = 0; epoch < results.size(); epoch++) {
            JsonNode permits =
                found.at("/steps/" + epoch + "/computed_by_port/u16_and_rao/validator_permit");
            boolean[] ours = results.get(epoch).outcome().permits();
            for (int uid = 0; uid < ours.length; uid++) {
              if (permits.get(uid).booleanValue() != ours[uid]) {
                different.add(scenario.name() + ", epoch " + epoch + ", uid " + uid);
              }
            }
          }
        }
      }
    }
    assertThat(different).containsExactly("test_outdated_weights, epoch 0, uid 3");
  }

  /** Anything may stand anywhere: it is read, or refused with a sentence. */
  @Test
  void noFileBreaksTheReader() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (int seed = 0; seed < 6_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      JsonNode file = mapper.readTree(random.nextBoolean() ? STEP : MARKET);
      for (int changes = random.nextInt(1, 3); changes > 0; changes--) {
        change(file, random);
      }
      byte[] json = mapper.writeValueAsBytes(file);
      if (random.nextInt(8) == 0) {
        json[random.nextInt(json.length)] = (byte) random.nextInt();
      }
      try {
        CaseFile.read(json).forEach(Scenario::run);
      } catch (CaseFileException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank();
      }
    }
  }

  private static void change(JsonNode node, SplittableRandom random) {
    if (node.isEmpty()) {
      return;
    }
    int chosen = random.nextInt(node.size());
    JsonNode child = children(node).get(chosen);
    boolean here = !child.isContainerNode() || random.nextInt(6) == 0;
    if (!here) {
      change(child, random);
    } else if (node instanceof ArrayNode list) {
      if (random.nextInt(4) == 0) {
        list.remove(chosen);
      } else {
        list.set(chosen, value(random));
      }
    } else if (node instanceof ObjectNode object) {
      String name = new ArrayList<>(object.properties()).get(chosen).getKey();
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, value(random));
      }
    }
  }

  private static List<JsonNode> children(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    node.forEach(all::add);
    return all;
  }

  private static JsonNode value(SplittableRandom random) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(10)) {
      case 0 -> json.nullNode();
      case 1 -> json.booleanNode(random.nextBoolean());
      case 2 -> json.textNode("x");
      case 3 -> json.arrayNode();
      case 4 -> json.objectNode();
      case 5 -> json.numberNode(random.nextDouble());
      case 6 -> json.numberNode(Long.MAX_VALUE);
      case 7 -> json.numberNode(-1);
      default -> json.numberNode(random.nextInt(70_000));
    };
  }

  private static List<Scenario> read(String json) {
    return CaseFile.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
