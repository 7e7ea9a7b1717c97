package witan.consensus.simulation;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads case files. A case has {@code steps} that give each epoch's whole input, or {@code inputs}
 * from which a market of validators and servers goes on by itself, or a {@code compact_input}.
 */
public final class CaseFile {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final long EMISSION = 1_000_000_000;

  private CaseFile() {}

  /**
   * All cases of a file, each under all its rules.
   *
   * @throws CaseFileException if it is no case file
   */
  public static List<Scenario> read(byte[] json) {
    Place file = new Place("", parse(json));
    List<Scenario> scenarios = new ArrayList<>();
    for (Place found : file.get("cases").items()) {
      if (found.find("steps").isPresent()) {
        scenarios.add(StepCase.read(found, file));
      } else if (found.find("inputs").isPresent()) {
        scenarios.addAll(MarketCase.read(found, file));
      } else if (found.find("compact_input").isPresent()) {
        scenarios.add(CompactCase.read(found, file));
      } else {
        throw new CaseFileException(
            found.path() + " has neither steps nor inputs nor a compact_input.");
      }
    }
    return scenarios;
  }

  /** What one epoch shares out: what the case says, else the file, else one TAO. */
  static long emission(Place found, Place file) {
    return found
        .find("emission")
        .or(() -> file.find("emission"))
        .map(Neurons::whole)
        .orElse(EMISSION);
  }

  private static JsonNode parse(byte[] json) {
    try {
      JsonNode file = MAPPER.readTree(json);
      if (file == null || file.isMissingNode()) {
        throw new CaseFileException("The file is empty.");
      }
      return file;
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      throw new CaseFileException(
          "The file is not JSON"
              + (location == null
                  ? ": "
                  : " in line "
                      + location.getLineNr()
                      + ", column "
                      + location.getColumnNr()
                      + ": ")
              + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CaseFileException("The file is not JSON: " + e.getMessage());
    }
  }
}
