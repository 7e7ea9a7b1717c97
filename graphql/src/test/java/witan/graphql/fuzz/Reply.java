package witan.graphql.fuzz;

import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 where the connection was closed without an answer
 * @param headers by their names in lower case
 */
record Reply(int status, Map<String, String> headers, String body) {

  static final Reply NONE = new Reply(0, Map.of(), "");

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
