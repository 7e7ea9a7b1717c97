package witan.protocol.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What is signed under RFC 9421 §2.5: each covered component on a line, then the parameters. */
final class SignatureBase {

  private SignatureBase() {}

  /**
   * @param components name to value, in the order in which they are covered
   * @param parameters the list of names with its parameters, as in {@code signature-input}
   */
  static byte[] of(SequencedMap<String, String> components, String parameters) {
    String lines =
        components.entrySet().stream()
            .map(component -> '"' + component.getKey() + "\": " + component.getValue() + '\n')
            .collect(Collectors.joining());
    return (lines + "\"@signature-params\": " + parameters).getBytes(StandardCharsets.UTF_8);
  }

  /** The value of {@code content-digest} (RFC 9530) for {@code body}. */
  static String contentDigest(byte[] body) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(body)) + ':';
  }
}
