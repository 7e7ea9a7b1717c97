package witan.graphql.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import witan.protocol.Json;

/**
 * One request as it goes over the wire.
 *
 * @param door whose shape a refusal must have
 * @param head whether its answer has no body
 * @param broken whether it breaks HTTP itself, so that the server may refuse it without a body, or
 *     hang up
 * @param part whether it is only the beginning of one, whose sender hangs up
 */
record OddRequest(Door door, byte[] bytes, boolean head, boolean broken, boolean part) {

  /** Where it knocks. */
  enum Door {
    OPENAI,
    GRAPHQL
  }

  private static final String CHAT = "/v1/chat/completions";
  private static final String GRAPHQL = "/graphql";

  private record Valid(String path, String body) {}

  private static final List<Valid> OPENAI =
      List.of(
          new Valid(
              CHAT,
              """
              {"model":"witan","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":
               [{"type":"text","text":"What is it?"}]}],"max_tokens":4,"temperature":0.7,"seed":3,"n":2,
               "stop":["w9"],"logprobs":true,"top_logprobs":2,"logit_bias":{"3":-5},"user":"u"}\
              """),
          new Valid(
              CHAT,
              """
              {"model":"witan/anna","messages":[{"role":"user","content":"What is it?"},{"role":"assistant",
               "content":"What?"},{"role":"user","content":"It."}],"max_completion_tokens":3,"stream":true,
               "stream_options":{"include_usage":true},"frequency_penalty":0.5,"presence_penalty":-0.5,
               "top_p":0.9,"min_p":0.1,"top_k":5,"repetition_penalty":1.1}\
              """),
          new Valid(
              CHAT,
              """
              {"model":"witan","messages":[{"role":"user","content":"What is it?"}],"max_tokens":20,
               "response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":
               {"type":"object","properties":{"a":{"type":"string","maxLength":9,"pattern":"^[a-z]+$"},
               "b":{"anyOf":[{"type":"integer","minimum":1,"maximum":20},{"enum":["x","y"]}]},
               "c":{"type":"array","items":{"$ref":"#/$defs/d"},"minItems":1,"maxItems":3}},
               "required":["a","b"],"additionalProperties":false,"$defs":{"d":{"const":1}}}}}}\
              """),
          new Valid(
              CHAT,
              """
              {"model":"witan","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},
               {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh","detail":"low"}}]}],
               "max_tokens":2,"response_format":{"type":"text"},"tools":[{"type":"function","function":
               {"name":"f","parameters":{"type":"object"}}}],"tool_choice":"none","witan":{"maxExperts":2,
               "combine":"MIX","retrieval":true,"policy":{"owners":[],"labels":["vision"],"excludeHotkeys":[]}}}\
              """),
          new Valid(
              "/v1/completions",
              """
              {"model":"witan","prompt":["Once","Twice"],"max_tokens":3,"temperature":0,"logprobs":2,
               "n":1,"best_of":1,"echo":false,"stop":"w7","witan":{"combine":"BEST"}}\
              """),
          new Valid(
              "/v1/completions",
              "{\"model\":\"witan\",\"prompt\":\"Once\",\"max_tokens\":3,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"),
          new Valid(
              "/v1/responses",
              """
              {"model":"witan","instructions":"Be brief.","input":[{"type":"message","role":"user","content":
               [{"type":"input_text","text":"What is it?"}]}],"max_output_tokens":3,"temperature":0,
               "include":["message.output_text.logprobs"],"top_logprobs":1,"metadata":{"a":"b"},
               "text":{"format":{"type":"json_object"}},"tools":[],"reasoning":{"effort":null},"store":false}\
              """),
          new Valid(
              "/v1/responses",
              "{\"model\":\"witan\",\"input\":\"What is it?\",\"max_output_tokens\":3,\"stream\":true,\"seed\":1}"),
          new Valid(
              CHAT,
              """
              {"model":"witan","store":true,"metadata":{"topic":"what","n":"1"},"max_tokens":2,"messages":
               [{"role":"user","name":"anna","content":[{"type":"text","text":"What is it?"}]}]}\
              """),
          new Valid(CHAT + "/chatcmpl-1", "{\"metadata\":{\"topic\":\"what\",\"n\":\"1\"}}"),
          new Valid(
              "/v1/responses",
              """
              {"model":"witan","input":[{"role":"user","content":"What is it?"}],"max_output_tokens":2,
               "previous_response_id":"resp_1","store":true,"background":false,"metadata":{"topic":"what"}}\
              """),
          new Valid(
              "/v1/responses",
              "{\"model\":\"witan\",\"input\":\"What is it?\",\"max_output_tokens\":2,\"background\":true}"),
          new Valid(
              "/v1/responses/input_tokens",
              """
              {"model":"witan","instructions":"Be brief.","input":[{"role":"user","content":[{"type":"input_text",
               "text":"What is it?"},{"type":"input_image","image_url":"data:image/gif;base64,R0lGODlh"}]}],
               "previous_response_id":null,"tools":[],"text":{"format":{"type":"text"}},"truncation":"auto"}\
              """),
          new Valid(
              "/v1/responses/compact",
              """
              {"model":"witan","instructions":"Be brief.","input":[{"role":"user","content":"What is it?"},
               {"type":"compaction","id":"cmp_1","encrypted_content":"witan1.QSBkdWNr"},{"type":"message",
               "role":"assistant","content":[{"type":"output_text","text":"It is a duck, as I said before."}]}],
               "service_tier":"auto","witan":{"maxExperts":2,"retrieval":true}}\
              """),
          new Valid(
              "/v1/responses",
              """
              {"model":"witan","input":[{"role":"user","content":"What is it?"},{"type":"compaction",
               "encrypted_content":"witan1.QSBkdWNr"}],"max_output_tokens":2,"store":true}\
              """),
          new Valid(
              "/v1/embeddings",
              "{\"model\":\"all-MiniLM-L6-v2\",\"input\":[\"a\",\"b\"],\"dimensions\":5,\"encoding_format\":\"float\"}"),
          new Valid(
              "/v1/embeddings",
              "{\"model\":\"witan\",\"input\":\"a\",\"encoding_format\":\"base64\",\"user\":\"u\"}"));

  private static final List<String> PATHS =
      List.of(
          "/v1",
          "/v1/",
          "/v1/models",
          "/v1/models/",
          "/v1/models/witan%2Fanna",
          "/v1/models/witan/anna/",
          "/v1/models/%25zz",
          "/v1/models/%C3%28",
          "/v1/models/%00",
          "/v1/models/+%2B%20",
          "/v1/models/" + "m".repeat(3_000),
          "/v1/openapi.json",
          "/v1/chat/completions/",
          "/v1/chat/completions?stream=true&x=%20",
          "/v1/chat//completions",
          "/v1/../v1/models",
          "/v1/responses/resp_1",
          "/v1/responses/resp_1/cancel",
          "/v1/responses/compact",
          "/v1/responses/compact/",
          "/v1/responses/input_tokens?model=witan",
          "/v1/responses/input_tokens/input_items",
          "/v1/responses/resp_1/input_items?limit=-1",
          "/v1/responses/resp_1?stream=true&include=%5B%5D",
          "/v1/responses/%2e%2e/%00/input_items?order=desc&after=%25zz",
          "/v1/chat/completions?limit=3&order=desc&metadata[topic]=what&model=witan",
          "/v1/chat/completions?metadata[]=&metadata[=x&limit=1e9",
          "/v1/chat/completions?after=" + "c".repeat(3_000),
          "/v1/chat/completions?" + "a&".repeat(200),
          "/v1/chat/completions/chatcmpl-1",
          "/v1/chat/completions/chatcmpl-1/messages?limit=%31",
          "/v1/chat/completions/" + "c".repeat(3_000),
          "/v1/chat/completions/..%2f..%2fgateway.key",
          "/v1/files",
          "/v1/nothing");

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PURGE", "get");

  private static final List<String> HEADERS =
      List.of(
          "Accept: */*",
          "Accept: text/html",
          "Accept: application/graphql-response+json;q=0.1, text/event-stream",
          "Accept: ;;;q=x,",
          "Accept-Encoding: gzip, br, identity;q=0",
          "Authorization: Bearer x",
          "Authorization: Basic !!!",
          "Authorization:",
          "Cookie: a=b; c",
          "Expect: 100-continue",
          "Expect: the unexpected",
          "Forwarded: for=\"[::1]\"",
          "X-Forwarded-For: , ,",
          "Origin: null",
          "Origin: http://elsewhere.example",
          "Range: bytes=0-1",
          "If-None-Match: *",
          "Upgrade: the future",
          "Content-Encoding: gzip",
          "X-Long: " + "y".repeat(4_000),
          "OpenAI-Organization: \u00e9");

  private static final List<String> TYPES =
      List.of(
          "application/json; charset=utf-8",
          "application/json;charset=latin1",
          "APPLICATION/JSON",
          "application/json; charset=",
          "text/plain",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "/",
          "");

  static OddRequest draw(Draws draws) {
    return draws.oneIn(3) ? graphQl(draws) : openAi(draws);
  }

  private static OddRequest openAi(Draws draws) {
    if (draws.oneIn(8)) {
      String path = draws.oneOf(PATHS);
      return sent(
          Door.OPENAI, draws.oneIn(2) ? "GET" : draws.oneOf(METHODS), path, new byte[0], draws);
    }
    Valid valid = draws.oneOf(OPENAI);
    byte[] body = OddBytes.of(text(OddJson.like(tree(valid.body()), draws), draws), draws);
    String path = draws.oneIn(25) ? draws.oneOf(PATHS) : valid.path();
    return sent(Door.OPENAI, method(draws), path, body, draws);
  }

  private static OddRequest graphQl(Draws draws) {
    JsonNode request = OddJson.like(OddDocument.request(draws), draws);
    if (draws.oneIn(4)) {
      StringBuilder query = new StringBuilder(GRAPHQL);
      request
          .properties()
          .forEach(field ->
              query
                  .append(query.indexOf("?") < 0 ? '?' : '&')
                  .append(encoded(field.getKey()))
                  .append('=')
                  .append(
                      encoded(
                          field.getValue().isTextual()
                              ? field.getValue().textValue()
                              : field.getValue().toString())));
      if (query.length() < 3_500) {
        return sent(Door.GRAPHQL, "GET", query.toString(), new byte[0], draws);
      }
    }
    byte[] body = OddBytes.of(text(request, draws), draws);
    return sent(Door.GRAPHQL, method(draws), GRAPHQL, body, draws);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * As JSON; now and then with everything beyond ASCII escaped, which alone can carry half a pair.
   */
  private static String text(JsonNode json, Draws draws) {
    String text = json.toString();
    if (!draws.oneIn(3)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(c -> escaped.append(c < 128 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return escaped.toString();
  }

  private static String method(Draws draws) {
    return draws.oneIn(30) ? draws.oneOf(METHODS) : "POST";
  }

  private static OddRequest sent(Door door, String method, String path, byte[] body, Draws draws) {
    List<String> lines = new ArrayList<>();
    boolean broken = method.equals("get");
    lines.add(method + " " + path + " HTTP/1.1");
    lines.add("Host: gateway");
    String type = draws.oneIn(20) ? draws.oneOf(TYPES) : "application/json";
    lines.add("Content-Type: " + type);
    while (draws.oneIn(4)) {
      lines.add(draws.oneOf(HEADERS));
    }
    byte[] framed = body;
    boolean part = false;
    switch (draws.below(40)) {
      case 0 -> {
        lines.add("Content-Length: " + (body.length + 1 + draws.below(1_000)));
        part = true;
      }
      case 1 -> {
        lines.add("Content-Length: many");
        broken = true;
      }
      case 2 -> {
        lines.add("Transfer-Encoding: chunked");
        framed = OddBytes.joined(ascii("zz\r\n"), body);
        broken = true;
        part = true;
      }
      case 3, 4, 5 -> {
        lines.add("Transfer-Encoding: chunked");
        framed = chunked(body, draws);
      }
      case 6 -> {
        lines.add(": nameless");
        lines.add("Content-Length: " + body.length);
        broken = true;
      }
      default -> lines.add("Content-Length: " + body.length);
    }
    byte[] head = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    return new OddRequest(door, OddBytes.joined(head, framed), method.equals("HEAD"), broken, part);
  }

  private static byte[] chunked(byte[] body, Draws draws) {
    byte[] all = new byte[0];
    int from = 0;
    while (from < body.length) {
      int to = Math.min(body.length, from + 1 + draws.below(body.length));
      all =
          OddBytes.joined(
              all,
              ascii(Integer.toHexString(to - from) + "\r\n"),
              java.util.Arrays.copyOfRange(body, from, to),
              ascii("\r\n"));
      from = to;
    }
    return OddBytes.joined(all, ascii("0\r\n\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.length() <= 3_000 ? text : text.substring(0, 3_000) + "… (" + text.length() + ")";
  }
}
