package witan.graphql.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.graphql.access.Caller;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Question;
import witan.graphql.cache.CachedAnswers;
import witan.graphql.http.Call;
import witan.graphql.network.Registry;
import witan.graphql.stored.Owner;
import witan.openai.ApiException;
import witan.openai.CompactedConversation;
import witan.openai.CompactionRequest;
import witan.openai.Ids;
import witan.openai.Usage;

/**
 * {@code /v1/responses/compact}: a shorter conversation, to go on from. It is stored nowhere.
 *
 * <p>Whoever asks for it wants less to be read, and loses by it what the assistant said to the
 * letter. So where the summary would be no shorter than what it stands for, that stays.
 */
@ApplicationScoped
class Compactions {

  private final CachedAnswers answers;
  private final StoredResponses stored;
  private final Registry registry;
  private final InstantSource clock;
  private final RandomGenerator random;

  @Inject
  Compactions(
      CachedAnswers answers,
      StoredResponses stored,
      Registry registry,
      InstantSource clock,
      RandomGenerator random) {
    this.answers = answers;
    this.stored = stored;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
  }

  void compact(Call call, Caller caller) throws InterruptedException {
    CompactionRequest request = CompactionRequest.parse(call.body(), stored.of(Owner.of(caller)));
    if (request.isShort()) {
      requireModel(request.model());
      call.reply(json(request.items(random), new Usage(0, 0), null));
      return;
    }
    Answer summary = summary(call.id(), caller, request);
    ArrayNode items =
        request.items(summary.content(), random).orElseGet(() -> request.items(random));
    Usage usage = new Usage(summary.usage().prompt(), summary.usage().completion());
    call.reply(json(items, usage, WitanField.of(summary)));
  }

  private Answer summary(String id, Caller caller, CompactionRequest request)
      throws InterruptedException {
    try {
      return answers.ask(id, caller, Questions.of(request), event -> {});
    } catch (AnswerException e) {
      throw Refusals.of(e, "input");
    }
  }

  private ObjectNode json(ArrayNode items, Usage usage, @Nullable JsonNode witan) {
    return new CompactedConversation(
            Ids.response(random), clock.instant().getEpochSecond(), items, usage)
        .json(witan);
  }

  /** A name that nobody has is refused also where nobody is asked. */
  private void requireModel(String model) throws InterruptedException {
    if (!model.equals(Question.MIXTURE) && registry.named(model).isEmpty()) {
      throw ApiException.modelNotFound(model);
    }
  }
}
