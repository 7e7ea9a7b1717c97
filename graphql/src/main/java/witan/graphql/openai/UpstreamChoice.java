package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import witan.graphql.answer.Question;
import witan.graphql.upstream.Upstream;
import witan.graphql.upstream.Upstreams;
import witan.openai.Tools;
import witan.openai.WitanOptions;
import witan.protocol.gate.Policy;

/**
 * Which upstream a request is handed on to: the one that it names; or, where it asks the mixture
 * for what needs tools, the first by name that calls tools and that its policy allows. A call of a
 * tool is one model's decision and can't be mixed.
 */
@ApplicationScoped
class UpstreamChoice {

  private final Upstreams upstreams;

  @Inject
  UpstreamChoice(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  Optional<Upstream> of(ObjectNode request) {
    String model = request.path("model").asText();
    if (!model.equals(Question.MIXTURE) || !Tools.isUsed(request)) {
      return upstreams.named(model);
    }
    Policy policy = Questions.policy(WitanOptions.of(request));
    return upstreams.all().stream()
        .filter(Upstream::tools)
        .filter(one -> policy.allows(one.record().descriptor()))
        .findFirst();
  }
}
