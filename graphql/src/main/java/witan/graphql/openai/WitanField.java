package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.Collectors;
import witan.graphql.answer.Answer;
import witan.graphql.answer.Choice;
import witan.graphql.answer.Contribution;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertRecord;

/**
 * The {@code witan} field of a response: who contributed and how much, then who was considered and
 * not asked for an answer, with weight 0 and the status {@code NOT_CHOSEN}.
 */
final class WitanField {

  private WitanField() {}

  static ObjectNode of(Answer answer) {
    ObjectNode field = JsonNodeFactory.instance.objectNode();
    field.put("id", answer.id());
    ArrayNode experts = field.putArray("experts");
    for (Contribution contribution : answer.contributions()) {
      ObjectNode expert = named(experts, contribution.expert());
      expert.put("prior", contribution.prior());
      expert.put("evidence", contribution.evidence());
      expert.put("weight", contribution.weight());
      expert.put("tokensDrafted", contribution.tokensDrafted());
      expert.put("tokensAccepted", contribution.tokensAccepted());
      expert.put("status", contribution.status().name());
      ArrayNode sources = expert.putArray("sources");
      contribution.sources().forEach(sources::add);
    }
    Set<Hotkey> contributed =
        answer.contributions().stream()
            .map(contribution -> contribution.expert().descriptor().hotkey())
            .collect(Collectors.toSet());
    for (Choice choice : answer.routing().considered()) {
      if (!contributed.contains(choice.expert().descriptor().hotkey())) {
        ObjectNode expert = named(experts, choice.expert());
        expert.put("prior", choice.prior());
        expert.put("evidence", choice.evidence());
        expert.put("weight", 0.0);
        expert.put("tokensDrafted", 0);
        expert.put("tokensAccepted", 0);
        expert.put("status", "NOT_CHOSEN");
        expert.putArray("sources");
      }
    }
    field.put("rounds", answer.rounds());
    field.put("gateVersion", answer.routing().gateVersion());
    field.put("cached", answer.cached());
    return field;
  }

  private static ObjectNode named(ArrayNode experts, ExpertRecord record) {
    ObjectNode expert = experts.addObject();
    expert.put("name", record.descriptor().name());
    expert.put("hotkey", record.descriptor().hotkey().toString());
    return expert;
  }
}
