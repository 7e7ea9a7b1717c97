package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import witan.graphql.answer.Answer;
import witan.graphql.answer.Contribution;

/** The {@code witan} field of a response: who contributed and how much. */
final class WitanField {

  private WitanField() {}

  static ObjectNode of(Answer answer) {
    ObjectNode field = JsonNodeFactory.instance.objectNode();
    field.put("id", answer.id());
    ArrayNode experts = field.putArray("experts");
    for (Contribution contribution : answer.contributions()) {
      ObjectNode expert = experts.addObject();
      expert.put("name", contribution.expert().descriptor().name());
      expert.put("hotkey", contribution.expert().descriptor().hotkey().toString());
      expert.put("prior", contribution.prior());
      expert.put("evidence", contribution.evidence());
      expert.put("weight", contribution.weight());
      expert.put("tokensDrafted", contribution.tokensDrafted());
      expert.put("tokensAccepted", contribution.tokensAccepted());
      expert.put("status", contribution.status().name());
      ArrayNode sources = expert.putArray("sources");
      contribution.sources().forEach(sources::add);
    }
    field.put("rounds", answer.rounds());
    field.put("gateVersion", answer.routing().gateVersion());
    return field;
  }
}
