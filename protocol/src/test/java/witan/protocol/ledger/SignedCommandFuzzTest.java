package witan.protocol.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import witan.protocol.Json;

/** Whatever is sent as a command: it is one, or it is refused with a sentence. */
class SignedCommandFuzzTest {

  private static final Domain DOMAIN = new Domain(31_337, "ab".repeat(32));

  @FuzzTest(maxDuration = "2m")
  void anyBytesAreACommandOrRefusedWithASentence(byte[] body) throws JsonProcessingException {
    SignedCommand command;
    try {
      command =
          SignedCommand.read(Json.mapper().readTree(new String(body, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      assertThat(Json.reason(e)).isNotBlank();
      return;
    } catch (RefusedException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    String written = Json.write(command);
    assertThat(SignedCommand.read(Json.mapper().readTree(written)))
        .usingRecursiveComparison()
        .isEqualTo(command);

    // The signatures may be anybody's and anything, and are checked all the same.
    try {
      command.verify(DOMAIN.digest(command.command()));
    } catch (RefusedException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
