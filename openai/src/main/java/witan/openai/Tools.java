package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Tools that a model may call. The mixture calls none; some upstreams do. */
public final class Tools {

  private Tools() {}

  /** Whether a request needs a model that calls tools, or speaks of calls that one made. */
  public static boolean isUsed(JsonNode request) {
    return isOffered(request, "tools")
        || isOffered(request, "functions")
        || isSpokenOf(request.path("messages"))
        || isSpokenOf(request.path("input"));
  }

  private static boolean isOffered(JsonNode request, String name) {
    return !request.path(name).isEmpty() && !isNone(request.path("tool_choice"));
  }

  private static boolean isSpokenOf(JsonNode conversation) {
    for (JsonNode entry : conversation) {
      String role = entry.path("role").asText();
      if (role.equals("tool")
          || role.equals("function")
          || !entry.path("tool_calls").isEmpty()
          || entry.path("type").asText().startsWith("function_call")) {
        return true;
      }
    }
    return false;
  }

  static void refuse(Fields request) {
    for (String name : List.of("tools", "functions")) {
      JsonNode tools = request.node(name);
      JsonNode choice = request.node("tool_choice");
      if (tools != null
          && !(tools.isArray() && tools.isEmpty())
          && !(choice != null && isNone(choice))) {
        throw request.unsupported(
            name, "the models here call no tools. Leave it out, or send \"tool_choice\":\"none\".");
      }
    }
  }

  private static boolean isNone(JsonNode choice) {
    return "none".equals(choice.textValue());
  }
}
