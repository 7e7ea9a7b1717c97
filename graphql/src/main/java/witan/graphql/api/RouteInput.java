package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;
import witan.graphql.answer.Question;
import witan.protocol.network.Modality;

/** A question, or its embedding only, and whom it may go to. */
@Input("RouteInput")
public record RouteInput(
    @Nullable String question,
    @Nullable List<@NonNull Double> embedding,
    @Nullable @DefaultValue("TEXT") Modality modality,
    @Nullable @DefaultValue("3") Integer maxExperts,
    @Nullable PolicyInput policy) {

  private static final int MAX_EXPERTS = 8;

  @Nullable
  String text() {
    if (question == null && embedding == null) {
      throw Refusals.badInput("Send 'question' or 'embedding'.");
    }
    return question;
  }

  float @Nullable [] vector() {
    if (embedding == null) {
      return null;
    }
    float[] vector = new float[embedding.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = embedding.get(i).floatValue();
    }
    return vector;
  }

  Modality kind() {
    return Objects.requireNonNullElse(modality, Modality.TEXT);
  }

  int experts() {
    return experts(maxExperts);
  }

  static int experts(@Nullable Integer atMost) {
    int experts = Objects.requireNonNullElse(atMost, Question.DEFAULT_EXPERTS);
    if (experts < 1 || experts > MAX_EXPERTS) {
      throw Refusals.badInput("'maxExperts' is " + experts + "; send 1 to " + MAX_EXPERTS + ".");
    }
    return experts;
  }
}
