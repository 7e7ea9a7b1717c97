package witan.functions.learning;

import io.quarkus.runtime.annotations.RegisterForReflection;
import witan.gating.CompactVector;
import witan.gating.Experience;

/** What a version is made of when it is read as JSON, and so must be named for a native build. */
@RegisterForReflection(
    targets = {CompactVector.class, Experience.class},
    classNames = {
      "witan.gating.Claims",
      "witan.gating.Clusters",
      "witan.gating.ExpertTallies",
      "witan.gating.Probe",
      "witan.gating.Tally"
    })
final class LearnedRecords {

  private LearnedRecords() {}
}
