package witan.graphql.openai;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import witan.graphql.access.Caller;
import witan.graphql.answer.AnswerException;
import witan.graphql.escrow.PaidAnswers;
import witan.graphql.http.Call;
import witan.graphql.stored.Owner;
import witan.openai.TokenCountRequest;

/**
 * {@code /v1/responses/input_tokens}: how many tokens a conversation is, as the answer to it would
 * say.
 *
 * <p>Each expert has a tokenizer of its own, and who answers is decided question by question; so
 * those who would answer are asked for one token. They are always asked: what is kept of a question
 * that means the same has another length.
 */
@ApplicationScoped
class TokenCounts {

  private final PaidAnswers answers;
  private final StoredResponses stored;

  @Inject
  TokenCounts(PaidAnswers answers, StoredResponses stored) {
    this.answers = answers;
    this.stored = stored;
  }

  void count(Call call, Caller caller) throws InterruptedException {
    TokenCountRequest request = TokenCountRequest.parse(call.body(), stored.of(Owner.of(caller)));
    call.reply(TokenCountRequest.json(count(call.id(), caller, request)));
  }

  private int count(String id, Caller caller, TokenCountRequest request)
      throws InterruptedException {
    if (request.messages().isEmpty()) {
      return 0;
    }
    try {
      return answers.ask(id, caller, Questions.of(request), event -> {}).usage().prompt();
    } catch (AnswerException e) {
      throw Refusals.of(e, "input");
    }
  }
}
