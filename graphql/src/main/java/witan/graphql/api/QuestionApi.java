package witan.graphql.api;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Query;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerException;
import witan.graphql.cache.CachedAnswers;
import witan.graphql.transport.Admission;

/** Questions: where they would go, and their answers. */
@GraphQLApi
public class QuestionApi {

  private final CachedAnswers answers;
  private final Admission admission;
  private final RandomGenerator random;

  QuestionApi(CachedAnswers answers, Admission admission, RandomGenerator random) {
    this.answers = answers;
    this.admission = admission;
    this.random = random;
  }

  @Query
  @RunOnVirtualThread
  @Description("Which experts a question would go to, and why. Asks nobody.")
  public RoutingView route(RouteInput input) throws InterruptedException {
    try {
      return RoutingView.of(
          answers.route(
              admission.caller(),
              input.text(),
              input.vector(),
              input.kind(),
              input.experts(),
              PolicyInput.policy(input.policy())));
    } catch (AnswerException e) {
      throw Refusals.of(e);
    }
  }

  @Mutation
  @RunOnVirtualThread
  @Description("Ask and wait for the whole answer. The subscription of the same name streams it.")
  public AnswerView ask(AskInput input) throws InterruptedException {
    try {
      Answer answer = answers.ask(admission.caller(), input.question(random), event -> {});
      return AnswerView.of(answer);
    } catch (AnswerException e) {
      throw Refusals.of(e);
    }
  }

  @Subscription("ask")
  @NonBlocking
  public Multi<AnswerEventView> asked(AskInput input) {
    return answers.stream(admission.caller(), input.question(random))
        .map(AnswerEventView::of)
        .onFailure(AnswerException.class)
        .transform(failure -> Refusals.of((AnswerException) failure));
  }
}
