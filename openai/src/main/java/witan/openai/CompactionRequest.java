package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import witan.openai.ChatMessage.Role;

/**
 * A checked body of {@code POST /v1/responses/compact}: a conversation that is to become shorter.
 * What its users said stays as it is; what its assistant said becomes one {@link Compaction} at its
 * end, earlier ones included.
 *
 * @param witan one expert answers and nothing is looked up, unless the request says otherwise
 */
public record CompactionRequest(String model, Conversation conversation, WitanOptions witan) {

  /** How long a summary may be. */
  public static final int MAX_TOKENS = 256;

  private static final WitanOptions ALONE =
      new WitanOptions(1, WitanOptions.DEFAULT.combine(), false, WitanOptions.DEFAULT.policy());

  private static final String ASKED =
      "Summarise what you have said in this conversation so far, so that it can go on from your summary"
          + " instead: facts, figures, names, what was decided, and what is still open. Write the"
          + " summary alone, briefly, in the conversation's language.";

  /**
   * Reads and checks a request; fields that it does not know are ignored.
   *
   * @param memory of earlier responses
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static CompactionRequest parse(byte[] json, Memory memory) {
    Fields request = new Fields(Json.object(json));
    return new CompactionRequest(
        request.string("model", "witan"),
        Conversation.toLookAt(request, memory),
        WitanOptions.parse(request, ALONE));
  }

  /**
   * Whether nobody has to be asked: the assistant has said nothing since it was last shortened, or
   * less than any summary would.
   */
  public boolean isShort() {
    int compactions = 0;
    int messages = 0;
    for (JsonNode items : List.of(conversation.earlier(), conversation.input())) {
      for (JsonNode item : items) {
        compactions += Compaction.is(item) ? 1 : 0;
        messages += isTheAssistants(item) ? 1 : 0;
      }
    }
    boolean isNew = messages > 0 || compactions > 1;
    return !isNew || charactersSaid() <= Compaction.LEAST_CHARACTERS;
  }

  /** The conversation, and at its end the user who wants it summarised. */
  public List<ChatMessage> question() {
    List<ChatMessage> question = new ArrayList<>(conversation.messages());
    question.add(new ChatMessage(Role.USER, ASKED));
    return ChatMessage.joined(question);
  }

  /** All items, none left out. */
  public ArrayNode items(RandomGenerator random) {
    return conversation.items(random);
  }

  /**
   * The items with a summary for what the assistant said; nothing if that is no shorter, or says
   * nothing at all.
   *
   * @param summary as a model wrote it
   */
  public Optional<ArrayNode> items(String summary, RandomGenerator random) {
    if (summary.isBlank()) {
      return Optional.empty();
    }
    Compaction compaction = new Compaction(summary.strip());
    if (compaction.message().content().length() >= charactersSaid()) {
      return Optional.empty();
    }
    ArrayNode items = Json.NODES.arrayNode();
    for (JsonNode item : conversation.items(random)) {
      if (!Compaction.is(item) && !isTheAssistants(item)) {
        items.add(item);
      }
    }
    return Optional.of(items.add(compaction.item(Ids.compaction(random))));
  }

  private long charactersSaid() {
    return ChatMessage.characters(
        conversation.messages().stream().filter(it -> it.role() == Role.ASSISTANT).toList());
  }

  private static boolean isTheAssistants(JsonNode item) {
    return !Compaction.is(item) && item.path("role").asText().equals("assistant");
  }
}
