package witan.inference.session;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import witan.inference.model.ShownMessage;
import witan.mixture.Sampling;
import witan.openai.Pictures;
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

  /**
   * Protobuf leaves out zeros, and a top-p of zero would keep nothing: it means all. A repetition
   * penalty of zero means none.
   */
  static Sampling sampling(witan.protocol.v1.Sampling from) {
    Map<Integer, Float> bias = new TreeMap<>(from.getLogitBiasMap());
    return new Sampling(
        from.getTemperature(),
        from.getTopP() == 0 ? 1 : from.getTopP(),
        from.getMinP(),
        from.getTopK(),
        from.getFrequencyPenalty(),
        from.getPresencePenalty(),
        from.getRepetitionPenalty() == 0 ? 1 : from.getRepetitionPenalty(),
        bias,
        from.getSeed(),
        from.getChoice());
  }

  static List<ShownMessage> messages(Chat chat) {
    List<ShownMessage> messages = new ArrayList<>();
    int pictures = 0;
    for (witan.protocol.v1.Message message : chat.getMessagesList()) {
      pictures += message.getImagesCount();
      messages.add(
          new ShownMessage(
              message.getRole(),
              message.getContent(),
              message.getImagesList().stream().map(ByteString::toByteArray).toList()));
    }
    if (messages.isEmpty()) {
      throw FailedException.invalid("The conversation has no message; send at least one.");
    }
    if (pictures > Pictures.MOST) {
      throw FailedException.invalid(
          "The conversation shows %d pictures; send at most %d."
              .formatted(pictures, Pictures.MOST));
    }
    return messages;
  }

  static int[] tokens(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
