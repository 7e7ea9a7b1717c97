package witan.graphql.openai;

import java.util.ArrayList;
import java.util.List;
import witan.graphql.answer.Combine;
import witan.graphql.answer.Question;
import witan.graphql.answer.Turn;
import witan.mixture.Sampling;
import witan.openai.ApiException;
import witan.openai.ChatMessage;
import witan.openai.ChatRequest;
import witan.openai.CompactionRequest;
import witan.openai.CompletionRequest;
import witan.openai.ResponseRequest;
import witan.openai.TokenCountRequest;
import witan.openai.WitanOptions;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;

/** From OpenAI's requests to questions, one for each choice. */
final class Questions {

  private Questions() {}

  static List<Question> of(ChatRequest request) {
    Question first =
        new Question(
            request.model(),
            turns(request.messages()),
            null,
            request.sampling(0),
            request.grammar(),
            request.generation().maxTokens(),
            request.generation().stops(),
            request.logprobs() ? request.topLogprobs() : -1,
            request.witan().maxExperts(),
            combine(request.witan()),
            request.witan().retrieval(),
            policy(request.witan()),
            request.generation().deterministic());
    return choices(List.of(first), request.generation().n());
  }

  static Question of(ResponseRequest request) {
    Integer top = request.topLogprobs();
    return new Question(
        request.model(),
        turns(request.messages()),
        null,
        request.sampling(),
        request.grammar(),
        request.generation().maxTokens(),
        List.of(),
        top == null ? -1 : top,
        request.witan().maxExperts(),
        combine(request.witan()),
        request.witan().retrieval(),
        policy(request.witan()),
        request.generation().deterministic());
  }

  /** The shortest that has the same conversation read by those who would answer it. */
  static Question of(TokenCountRequest request) {
    return plain(request.model(), request.messages(), 1, request.witan());
  }

  static Question of(CompactionRequest request) {
    return plain(
        request.model(), request.question(), CompactionRequest.MAX_TOKENS, request.witan());
  }

  private static Question plain(
      String model, List<ChatMessage> messages, int maxTokens, WitanOptions witan) {
    return new Question(
        model,
        turns(messages),
        null,
        Sampling.greedy(),
        maxTokens,
        List.of(),
        -1,
        witan.maxExperts(),
        combine(witan),
        witan.retrieval(),
        policy(witan));
  }

  static List<Question> of(CompletionRequest request) {
    Integer top = request.topLogprobs();
    List<Question> questions = new ArrayList<>();
    for (String prompt : request.prompts()) {
      questions.add(
          new Question(
              request.model(),
              List.of(),
              prompt,
              request.sampling(0),
              null,
              request.generation().maxTokens(),
              request.generation().stops(),
              top == null ? -1 : top,
              request.witan().maxExperts(),
              combine(request.witan()),
              false,
              policy(request.witan()),
              request.generation().deterministic()));
    }
    return choices(questions, request.generation().n());
  }

  private static List<Turn> turns(List<ChatMessage> messages) {
    return messages.stream()
        .map(message -> new Turn(message.role().word(), message.content(), message.pictures()))
        .toList();
  }

  private static List<Question> choices(List<Question> questions, int n) {
    List<Question> choices = new ArrayList<>();
    for (Question question : questions) {
      for (int i = 0; i < n; i++) {
        choices.add(question.choice(choices.size()));
      }
    }
    return choices;
  }

  private static Combine combine(WitanOptions options) {
    return switch (options.combine()) {
      case MIX -> Combine.MIX;
      case BEST -> Combine.BEST;
      case VOTE -> Combine.VOTE;
    };
  }

  static Policy policy(WitanOptions options) {
    try {
      return new Policy(
          options.policy().owners(),
          options.policy().labels(),
          options.policy().excludeHotkeys().stream().map(Hotkey::parse).toList());
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("witan.policy", "invalid_value", String.valueOf(e.getMessage()));
    }
  }
}
