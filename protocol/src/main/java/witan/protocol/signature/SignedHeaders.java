package witan.protocol.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witan.protocol.key.Hotkey;

/**
 * A signed call's headers, read.
 *
 * <p>Of RFC 8941's syntax only what {@link CallSigner} writes is understood: one signature named
 * {@code witan}, components without parameters.
 *
 * @param covered the components' names, in order
 * @param parameters the signature's, as they stand in the header from the first parenthesis on
 * @param created seconds since 1970
 */
record SignedHeaders(
    List<String> covered,
    String parameters,
    long created,
    String nonce,
    String keyId,
    String algorithm,
    byte[] signature,
    String contentDigest,
    Hotkey sender,
    Hotkey receiver) {

  private static final int LONGEST = 1_024;

  private static final Pattern INPUT = Pattern.compile("witan=(\\(([^()]*)\\)(;[^()]*+))");
  private static final Pattern PARAMETER =
      Pattern.compile(";([a-z]{1,16})=(?:([0-9]{1,15})|\"([\\x20-\\x7e&&[^\"\\\\;]]{0,128})\")");
  private static final Pattern COMPONENT = Pattern.compile("\"(@?[a-z-]{1,32})\"");
  private static final Pattern SIGNATURE = Pattern.compile("witan=:([A-Za-z0-9+/=]{88}):");

  /** Names in any case. */
  static SignedHeaders of(Map<String, String> given) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(given);
    String input = header(headers, CallHeaders.SIGNATURE_INPUT);
    Matcher parts = INPUT.matcher(input);
    if (!parts.matches()) {
      throw malformed(CallHeaders.SIGNATURE_INPUT);
    }
    Map<String, String> parameters = parameters(parts.group(3));
    String created = parameter(parameters, "created");
    if (!created.matches("[0-9]+")) {
      throw malformed(CallHeaders.SIGNATURE_INPUT);
    }
    String nonce = parameter(parameters, "nonce");
    if (!nonce.matches("[A-Za-z0-9_-]{16,64}")) {
      throw malformed(CallHeaders.SIGNATURE_INPUT);
    }
    return new SignedHeaders(
        components(parts.group(2)),
        parts.group(1),
        Long.parseLong(created),
        nonce,
        parameter(parameters, "keyid"),
        parameter(parameters, "alg"),
        signature(header(headers, CallHeaders.SIGNATURE)),
        header(headers, CallHeaders.CONTENT_DIGEST),
        hotkey(headers, CallHeaders.SENDER),
        hotkey(headers, CallHeaders.RECEIVER));
  }

  private static String header(Map<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null) {
      throw new CallRefusedException(
          CallRefusal.MISSING_HEADER, "the call is not signed: header " + name + " is missing");
    }
    if (value.length() > LONGEST) {
      throw malformed(name);
    }
    return value.strip();
  }

  private static Hotkey hotkey(Map<String, String> headers, String name) {
    String hex = header(headers, name);
    try {
      return new Hotkey(hex);
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
  }

  private static byte[] signature(String header) {
    Matcher matcher = SIGNATURE.matcher(header);
    if (!matcher.matches()) {
      throw malformed(CallHeaders.SIGNATURE);
    }
    try {
      return Base64.getDecoder().decode(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw malformed(CallHeaders.SIGNATURE);
    }
  }

  private static List<String> components(String list) {
    List<String> names = new ArrayList<>();
    if (!list.isEmpty()) {
      for (String quoted : list.split(" ", -1)) {
        Matcher matcher = COMPONENT.matcher(quoted);
        if (!matcher.matches() || names.contains(matcher.group(1))) {
          throw malformed(CallHeaders.SIGNATURE_INPUT);
        }
        names.add(matcher.group(1));
      }
    }
    return List.copyOf(names);
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(text);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      if (parameters.put(matcher.group(1), value) != null) {
        throw malformed(CallHeaders.SIGNATURE_INPUT);
      }
      end = matcher.end();
    }
    if (end != text.length()) {
      throw malformed(CallHeaders.SIGNATURE_INPUT);
    }
    return parameters;
  }

  private static String parameter(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new CallRefusedException(
          CallRefusal.MALFORMED_HEADER,
          "header " + CallHeaders.SIGNATURE_INPUT + " lacks the parameter " + name);
    }
    return value;
  }

  private static CallRefusedException malformed(String header) {
    return new CallRefusedException(
        CallRefusal.MALFORMED_HEADER, "header " + header + " cannot be read");
  }
}
