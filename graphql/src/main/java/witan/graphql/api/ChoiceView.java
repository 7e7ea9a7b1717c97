package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.graphql.answer.Choice;

/** An expert that was considered, and why. */
@Type("Choice")
@Description(
    "weight is what the mixture uses: the prior, sharpened by the evidence that the expert's own"
        + " corpus gave (null in route, which asks nobody).")
public record ChoiceView(
    ExpertView expert,
    double weight,
    double prior,
    @Nullable Double evidence,
    double similarity,
    List<@NonNull String> reasons) {

  static ChoiceView of(Choice choice) {
    return new ChoiceView(
        ExpertView.of(choice.expert()),
        choice.weight(),
        choice.prior(),
        choice.evidence(),
        choice.similarity(),
        choice.reasons());
  }
}
