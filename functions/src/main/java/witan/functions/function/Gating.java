package witan.functions.function;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.embedding.Vectors;
import witan.functions.experts.Directory;
import witan.functions.learning.Learning;
import witan.functions.learning.Taught;
import witan.functions.question.RecentQuestions;
import witan.gating.Gate;
import witan.gating.GateParameters;
import witan.gating.Guests;
import witan.gating.KnownExpert;
import witan.gating.Selection;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;

/** From a gate request to its reply: embeds the question, looks up the experts, asks the gate. */
public final class Gating {

  private static final Logger LOG = Logger.getLogger(Gating.class);

  private final Gate gate;
  private final Guests guests;
  private final Directory directory;
  private final Learning learning;
  private final RecentQuestions questions;
  private final Exploring exploring;

  public Gating(
      Gate gate,
      Directory directory,
      Learning learning,
      RecentQuestions questions,
      Exploring exploring) {
    this.gate = gate;
    this.guests = new Guests(gate.parameters());
    this.directory = directory;
    this.learning = learning;
    this.questions = questions;
    this.exploring = exploring;
  }

  /**
   * The reply, on the caller's thread where the question's vector is known. Fails as {@link
   * witan.functions.question.Embedders#question} does, and with {@link Refused} if the request
   * makes no sense (400) or the ledger never answered (503).
   */
  public Uni<GateReply> reply(@Nullable GateRequest request) {
    long start = System.nanoTime();
    if (request == null) {
      throw new Refused(400, "send a JSON object with \"question\" or \"embedding\"");
    }
    return vector(request).map(question -> reply(request, question, start));
  }

  private GateReply reply(GateRequest request, float[] question, long start) {
    List<KnownExpert> experts = experts();
    Taught taught = learning.current();
    Selection selection =
        request.deterministic()
            ? Selection.BY_RELEVANCE
            : exploring.among(
                Gate.eligible(experts, request.modality(), request.policy()).toList(),
                request.firstTokens(),
                gate);
    List<Candidate> candidates =
        gate.candidates(
            question,
            experts,
            taught.lessons(),
            request.modality(),
            request.policy(),
            request.maxCandidates(),
            selection);
    GateParameters parameters = gate.parameters();
    List<KnownExpert> all = new ArrayList<>(experts);
    all.addAll(Guests.known(request));
    return new GateReply(
        gate.version(all, taught.name()),
        question,
        parameters.alpha(),
        parameters.tau(),
        parameters.threshold(),
        parameters.keepRatio(),
        guests.among(candidates, question, request, taught.lessons()),
        (System.nanoTime() - start) / 1e6);
  }

  private Uni<float[]> vector(GateRequest request) {
    if (request.embedding() != null) {
      float[] unit = Vectors.unit(request.embedding());
      if (Vectors.dot(unit, unit) < 0.5) {
        throw new Refused(400, "\"embedding\" has no length: at least one number must not be 0");
      }
      return Uni.createFrom().item(unit);
    }
    String question = request.question();
    if (question == null || question.isBlank()) {
      throw new Refused(400, "\"question\" is empty; send a text");
    }
    return questions.of(question);
  }

  // Whoever asks in the network's first second, or right after the ledger came back, must not find
  // an empty house because of a timer.
  private List<KnownExpert> experts() {
    List<KnownExpert> experts = directory.experts();
    if (experts.stream().noneMatch(expert -> expert.entry().healthy())) {
      try {
        directory.refresh();
      } catch (RuntimeException e) {
        LOG.debugf("the ledger did not answer a question's refresh: %s", e);
        if (!directory.reached()) {
          throw new Refused(
              503, "the ledger has not answered yet, so no expert is known; try again shortly");
        }
      }
      return directory.experts();
    }
    return experts;
  }
}
