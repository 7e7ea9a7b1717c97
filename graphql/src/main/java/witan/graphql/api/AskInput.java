package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;
import witan.graphql.answer.Combine;
import witan.graphql.answer.Question;
import witan.mixture.Sampling;
import witan.openai.PictureSource;
import witan.openai.Pictures;

/** A question to the network; limits are those of the OpenAI surface. */
@Input("AskInput")
public record AskInput(
    List<@NonNull MessageInput> messages,
    @Nullable @DefaultValue("witan") String model,
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer seed,
    @Nullable List<@NonNull String> stop,
    @Nullable @DefaultValue("3") Integer maxExperts,
    @Nullable @DefaultValue("MIX") Combine combine,
    @Nullable PolicyInput policy) {

  private static final int MAX_CHARACTERS = 100_000;
  private static final int MAX_STOPS = 4;

  /**
   * @param seeds where the seed comes from if the client sends none
   * @throws witan.graphql.transport.GraphQlRefusal naming the field that can't be used
   */
  Question question(RandomGenerator seeds) {
    if (messages.isEmpty()) {
      throw Refusals.badInput("'messages' is empty; send at least one.");
    }
    long characters = messages.stream().mapToLong(message -> message.content().length()).sum();
    if (characters > MAX_CHARACTERS) {
      throw Refusals.badInput(
          "The text in 'messages' has %,d characters; the models here read at most %,d. Send less."
              .formatted(characters, MAX_CHARACTERS));
    }
    Pictures pictures = new Pictures(PictureSource.NONE);
    return new Question(
        Objects.requireNonNullElse(model, Question.MIXTURE),
        messages.stream().map(message -> message.turn(pictures)).toList(),
        null,
        sampling(seeds),
        null,
        tokens(),
        stops(),
        -1,
        RouteInput.experts(maxExperts),
        Objects.requireNonNullElse(combine, Combine.MIX),
        true,
        PolicyInput.policy(policy),
        seed != null || (temperature != null && temperature == 0));
  }

  private Sampling sampling(RandomGenerator seeds) {
    double warmth = Objects.requireNonNullElse(temperature, 1.0);
    if (!(warmth >= 0 && warmth <= 2)) {
      throw Refusals.badInput("'temperature' is " + warmth + "; send a number from 0 to 2.");
    }
    double share = Objects.requireNonNullElse(topP, 1.0);
    if (!((float) share > 0 && share <= 1)) {
      throw Refusals.badInput("'topP' is " + share + "; send a number above 0 and up to 1.");
    }
    return new Sampling(
        warmth, share, 0, 0, 0, 0, Map.of(), seed == null ? seeds.nextLong() : seed, 0);
  }

  private int tokens() {
    int tokens = Objects.requireNonNullElse(maxTokens, Question.DEFAULT_TOKENS);
    if (tokens < 1) {
      throw Refusals.badInput("'maxTokens' is " + tokens + "; send at least 1.");
    }
    return tokens;
  }

  private List<String> stops() {
    List<String> stops = stop == null ? List.of() : stop;
    if (stops.size() > MAX_STOPS || stops.stream().anyMatch(String::isEmpty)) {
      throw Refusals.badInput("'stop' holds at most " + MAX_STOPS + " texts, none of them empty.");
    }
    return stops;
  }
}
