package witan.graphql.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import witan.protocol.Json;

/**
 * What holds of every answer: it is no failure of the gateway's, and refusals have their door's
 * shape.
 */
final class Manners {

  private static final Set<String> FAILURES = Set.of("INTERNAL", "UNAVAILABLE");

  private Manners() {}

  /** What is wrong with the answer, if anything is. */
  static Optional<String> fault(OddRequest request, Reply reply) {
    if (reply.status() == 0) {
      return request.broken() ? Optional.empty() : Optional.of("it hung up without an answer");
    }
    if (reply.status() >= 500) {
      return Optional.of("a failure");
    }
    if (request.head() || (request.broken() && reply.body().isEmpty())) {
      return Optional.empty();
    }
    try {
      return switch (request.door()) {
        case OPENAI -> openAi(reply);
        case GRAPHQL -> graphQl(reply);
      };
    } catch (JsonProcessingException e) {
      return Optional.of("it is not JSON: " + e.getMessage());
    }
  }

  private static Optional<String> openAi(Reply reply) throws JsonProcessingException {
    if (reply.status() >= 400) {
      return openAiError(Json.mapper().readTree(reply.body()));
    }
    if (reply.header("content-type").startsWith("text/event-stream")) {
      return events(reply.body());
    }
    return Json.mapper().readTree(reply.body()).isObject()
        ? Optional.empty()
        : Optional.of("it is no object");
  }

  private static Optional<String> openAiError(JsonNode json) {
    JsonNode error = json.path("error");
    boolean shaped =
        error.path("message").isTextual()
            && error.path("type").isTextual()
            && error.has("param")
            && error.has("code");
    return shaped
        ? sentence(error.path("message").asText())
        : Optional.of("it is no error of OpenAI's");
  }

  private static Optional<String> events(String stream) throws JsonProcessingException {
    for (String line : stream.split("\n")) {
      if (line.startsWith("data: {") && Json.mapper().readTree(line.substring(6)).has("error")) {
        return Optional.of("a failure in mid-stream");
      }
    }
    return stream.contains("data: [DONE]") || stream.contains("event: response.")
        ? Optional.empty()
        : Optional.of("the stream has no end");
  }

  private static Optional<String> graphQl(Reply reply) throws JsonProcessingException {
    if (reply.header("content-type").startsWith("text/event-stream")) {
      return reply.body().contains("event: complete")
          ? Optional.empty()
          : Optional.of("the stream has no end");
    }
    return result(Json.mapper().readTree(reply.body()), reply.status() >= 400);
  }

  /** What is wrong with the result of a GraphQL operation. */
  static Optional<String> result(JsonNode json, boolean refused) {
    if (!json.has("data") && json.path("errors").isEmpty()) {
      return Optional.of("it has neither data nor errors");
    }
    if (refused && json.path("errors").isEmpty()) {
      return Optional.of("it is refused without an error");
    }
    return errors(json.path("errors"));
  }

  /** What is wrong with GraphQL's errors. */
  static Optional<String> errors(JsonNode errors) {
    for (JsonNode error : errors) {
      String code = error.at("/extensions/code").asText();
      if (code.isEmpty() || FAILURES.contains(code)) {
        return Optional.of("an error with the code " + code);
      }
      Optional<String> fault = sentence(error.path("message").asText());
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> sentence(String message) {
    return message.isBlank() || message.contains("Exception") || message.contains("java.")
        ? Optional.of("its sentence is none for people")
        : Optional.empty();
  }

  /** What is wrong with a WebSocket's end. */
  static Optional<String> fault(OddConversation conversation, byte[] heard)
      throws JsonProcessingException {
    for (OddConversation.Frame frame : OddConversation.read(heard)) {
      if (OddConversation.isClose(frame) && Set.of(4500, 1011).contains(frame.closeCode())) {
        return Optional.of("it was closed with " + frame.closeCode());
      }
      if (OddConversation.isText(frame)) {
        JsonNode message = Json.mapper().readTree(frame.text());
        Optional<String> fault =
            switch (message.path("type").asText()) {
              case "connection_ack", "pong", "complete" -> Optional.empty();
              case "next" -> result(message.path("payload"), false);
              case "error" -> errors(message.path("payload"));
              default -> Optional.of("there is no message such as " + message);
            };
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }
}
