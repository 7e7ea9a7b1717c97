package witan.inference.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import witan.engine.Message;
import witan.mixture.Sampling;
import witan.protocol.v1.Chat;
import witan.protocol.v1.Distribution;

/** Between the messages of expert.proto and what the domain computes with. */
final class Wire {

  private Wire() {}

  static Distribution distribution(witan.mixture.Distribution from) {
    Distribution.Builder to = Distribution.newBuilder();
    for (int i = 0; i < from.size(); i++) {
      to.addTokens(from.token(i)).addProbabilities(from.probability(i));
    }
    return to.build();
  }

  /** Protobuf leaves out zeros, and a top-p of zero would keep nothing: it means all. */
  static Sampling sampling(witan.protocol.v1.Sampling from) {
    Map<Integer, Float> bias = new TreeMap<>(from.getLogitBiasMap());
    return new Sampling(
        from.getTemperature(),
        from.getTopP() == 0 ? 1 : from.getTopP(),
        from.getMinP(),
        from.getTopK(),
        from.getFrequencyPenalty(),
        from.getPresencePenalty(),
        bias,
        from.getSeed(),
        from.getChoice());
  }

  static List<Message> messages(Chat chat) {
    List<Message> messages = new ArrayList<>();
    for (witan.protocol.v1.Message message : chat.getMessagesList()) {
      if (message.getImagesCount() > 0) {
        throw new FailedException("UNSUPPORTED", false, "This expert's model does not see images.");
      }
      messages.add(new Message(message.getRole(), message.getContent()));
    }
    if (messages.isEmpty()) {
      throw FailedException.invalid("The conversation has no message; send at least one.");
    }
    return messages;
  }

  static int[] tokens(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
