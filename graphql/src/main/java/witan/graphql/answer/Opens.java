package witan.graphql.answer;

import com.google.protobuf.ByteString;
import witan.protocol.v1.Chat;
import witan.protocol.v1.Message;
import witan.protocol.v1.Open;
import witan.protocol.v1.Sampling;

/** A question as experts are asked it. */
final class Opens {

  private Opens() {}

  static Open of(String id, Question question, int topK, int[] prefix) {
    var sampling = question.sampling();
    Sampling.Builder how =
        Sampling.newBuilder()
            .setTemperature((float) sampling.temperature())
            .setTopP((float) sampling.topP())
            .setMinP((float) sampling.minP())
            .setTopK(sampling.topK())
            .setFrequencyPenalty((float) sampling.frequencyPenalty())
            .setPresencePenalty((float) sampling.presencePenalty())
            .setRepetitionPenalty((float) sampling.repetitionPenalty())
            .putAllLogitBias(sampling.logitBias())
            .setSeed(sampling.seed())
            .setChoice(sampling.choice());
    Open.Builder open =
        Open.newBuilder()
            .setSessionId(id)
            .setSampling(how)
            .setTopK(topK)
            .setMaxTokens(question.maxTokens())
            .setWithoutRetrieval(!question.retrieval());
    if (question.prompt() != null) {
      open.setPrompt(question.prompt());
    } else {
      Chat.Builder chat = Chat.newBuilder();
      for (Turn turn : question.turns()) {
        Message.Builder message =
            Message.newBuilder().setRole(turn.role()).setContent(turn.content());
        turn.pictures().forEach(picture -> message.addImages(ByteString.copyFrom(picture)));
        chat.addMessages(message);
      }
      open.setChat(chat);
    }
    if (question.grammar() != null) {
      open.setGrammar(ByteString.copyFrom(question.grammar().bytes()));
    }
    for (int token : prefix) {
      open.addPrefix(token);
    }
    return open.build();
  }
}
