package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Which version the gate goes by: what a rollback is asked for with.
 *
 * @param version 64 hexadecimal digits; null for a gate that has learned nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActiveGate(@Nullable String version) {

  public ActiveGate {
    if (version != null && !version.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "\"version\" is no version: 64 hexadecimal digits, as GET /gate/versions lists them");
    }
  }
}
