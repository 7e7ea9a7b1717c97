package witan.graphql.answer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.graphql.expert.Breaker;
import witan.graphql.expert.Evidence;
import witan.graphql.expert.ExpertSessions;
import witan.graphql.gate.Gate;
import witan.graphql.gate.GateException;
import witan.graphql.network.Registry;
import witan.graphql.upstream.Upstreams;
import witan.mixture.Weights;
import witan.protocol.Rao;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** Finds out who could answer a question, and how much each would count. */
@ApplicationScoped
class Council implements Convening {

  private final Gate gate;
  private final ExpertSessions experts;
  private final Registry registry;
  private final Upstreams upstreams;
  private final Breaker breaker;
  private final AnswersConfig config;

  @Inject
  Council(
      Gate gate,
      ExpertSessions experts,
      Registry registry,
      Upstreams upstreams,
      Breaker breaker,
      AnswersConfig config) {
    this.gate = gate;
    this.experts = experts;
    this.registry = registry;
    this.upstreams = upstreams;
    this.breaker = breaker;
    this.config = config;
  }

  /** Gate, evidence, weights; or the one expert that the client named. */
  @Override
  public Panel convene(Question question) throws InterruptedException {
    long started = System.nanoTime();
    if (!question.model().equals(Question.MIXTURE)) {
      return alone(able(named(question.model()), question), started);
    }
    Policy policy = question.policy();
    if (question.pictures() > 0) {
      policy = policy.withLabel(ExpertDescriptor.VISION);
    }
    // What they say is text already: nothing masks it where the answer keeps to a grammar.
    List<ExpertRecord> guests = question.grammar() == null ? inText(policy) : List.of();
    GateReply reply =
        ask(
            shortened(question.about()),
            null,
            Modality.TEXT,
            config.candidates(),
            policy,
            question.repeatable(),
            guests);
    List<Candidate> inText = new ArrayList<>(reply.candidates());
    inText.removeIf(one -> !isAmong(guests, one));
    List<Candidate> inTokens = new ArrayList<>(reply.candidates());
    inTokens.removeAll(inText);
    List<Candidate> rested = rested(inTokens);
    boolean asked =
        question.retrieval()
            && question.prompt() == null
            && !rested.isEmpty()
            && rested.size() + inText.size() > 1;
    Map<String, Evidence> evidence =
        asked
            ? experts.evidence(
                rested.stream().map(Candidate::expert).toList(),
                reply.embedding(),
                config.evidenceTimeout())
            : Map.of();
    List<Candidate> heard = new ArrayList<>();
    List<Seat> others = new ArrayList<>();
    for (Candidate candidate : inTokens) {
      Seat seat = seat(candidate, 0, null);
      if (!rested.contains(candidate)) {
        others.add(seat.because("left out: it was lost lately"));
      } else if (asked && evidence.get(seat.hotkey()) instanceof Evidence.Silent silent) {
        others.add(seat.because("left out: " + silent.reason()));
        if (silent.fault()) {
          breaker.lost(seat.hotkey());
        }
      } else {
        if (asked) {
          breaker.heard(seat.hotkey());
        }
        heard.add(candidate);
      }
    }
    if (asked || heard.isEmpty()) {
      heard.addAll(inText);
    } else {
      inText.forEach(one -> others.add(seat(one, 0, null).because("left out: asked last")));
    }
    return new Panel(
        weighed(heard, evidence, reply),
        others,
        reply.keepRatio(),
        reply.gateVersion(),
        (System.nanoTime() - started) / 1e6);
  }

  /** What {@link #convene} would begin with, without asking an expert. */
  Routing preview(
      @Nullable String question,
      float @Nullable [] embedding,
      Modality modality,
      int maxExperts,
      Policy policy)
      throws InterruptedException {
    GateReply reply =
        ask(
            question == null ? null : shortened(question),
            embedding,
            modality,
            Math.max(config.candidates(), maxExperts),
            policy,
            true,
            List.of());
    Panel panel =
        new Panel(
            weighed(reply.candidates(), Map.of(), reply),
            List.of(),
            reply.keepRatio(),
            reply.gateVersion(),
            reply.millis());
    Panel.Chosen chosen = panel.choose(maxExperts, java.util.Set.of(), "");
    return routing(panel, chosen);
  }

  static Routing routing(Panel panel, Panel.Chosen chosen) {
    return new Routing(
        chosen.seats().stream().map(Seat::choice).toList(),
        chosen.others().stream().map(Seat::choice).toList(),
        panel.gateVersion(),
        panel.millis());
  }

  /**
   * Upstreams, which the gate ranks with the others. They bring no evidence: unless audits say
   * otherwise they are asked first where no expert's corpus fits the question, and always last
   * where nobody's corpus was asked.
   */
  private List<ExpertRecord> inText(Policy policy) {
    return upstreams.records().stream()
        .filter(one -> policy.allows(one.descriptor()))
        .filter(one -> breaker.admits(one.descriptor().hotkey().toString()))
        .limit(GateRequest.MAX_GUESTS)
        .toList();
  }

  private static boolean isAmong(List<ExpertRecord> experts, Candidate candidate) {
    Hotkey hotkey = candidate.expert().descriptor().hotkey();
    return experts.stream().anyMatch(one -> one.descriptor().hotkey().equals(hotkey));
  }

  private List<Seat> weighed(
      List<Candidate> heard, Map<String, Evidence> evidence, GateReply reply) {
    if (heard.isEmpty()) {
      return List.of();
    }
    double[] priors = heard.stream().mapToDouble(Candidate::prior).toArray();
    double[] found = new double[heard.size()];
    for (int i = 0; i < found.length; i++) {
      String hotkey = heard.get(i).expert().descriptor().hotkey().toString();
      found[i] = evidence.get(hotkey) instanceof Evidence.Found(double e) ? e : Double.NaN;
    }
    double[] weights;
    try {
      weights =
          Weights.of(
              priors,
              Believed.evidence(heard, found),
              reply.alpha(),
              reply.tau(),
              reply.threshold());
    } catch (IllegalArgumentException e) {
      throw new AnswerException(
          AnswerException.Kind.NO_EXPERT, "the gate's opinion can't be used: " + e.getMessage());
    }
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      seats.add(seat(heard.get(i), weights[i], Double.isNaN(found[i]) ? null : found[i]));
    }
    return seats;
  }

  private static Seat seat(Candidate candidate, double weight, @Nullable Double evidence) {
    return new Seat(
        candidate.expert(),
        weight,
        candidate.prior(),
        evidence,
        candidate.similarity(),
        candidate.reasons());
  }

  /** Those not lost lately; all of them when that leaves nobody. */
  private List<Candidate> rested(List<Candidate> candidates) {
    List<Candidate> rested =
        candidates.stream()
            .filter(one -> breaker.admits(one.expert().descriptor().hotkey().toString()))
            .toList();
    return rested.isEmpty() ? candidates : rested;
  }

  // NullAway does not see that the record's array may be null once the record is compiled.
  @SuppressWarnings("NullAway")
  private GateReply ask(
      @Nullable String question,
      float @Nullable [] embedding,
      Modality modality,
      int candidates,
      Policy policy,
      boolean repeatable,
      List<ExpertRecord> guests)
      throws InterruptedException {
    GateRequest request;
    try {
      request =
          new GateRequest(
              question,
              embedding,
              modality,
              candidates,
              policy,
              repeatable,
              repeatable ? List.of() : experts.firstTokens(),
              guests);
    } catch (IllegalArgumentException e) {
      throw new AnswerException(AnswerException.Kind.BAD_QUESTION, String.valueOf(e.getMessage()));
    }
    try {
      return gate.route(request);
    } catch (GateException e) {
      throw new AnswerException(
          e.status() / 100 == 4
              ? AnswerException.Kind.BAD_QUESTION
              : AnswerException.Kind.NO_EXPERT,
          String.valueOf(e.getMessage()));
    }
  }

  private ExpertRecord named(String model) throws InterruptedException {
    return registry
        .named(model)
        .orElseThrow(() ->
            new AnswerException(
                AnswerException.Kind.MODEL_NOT_FOUND,
                "there is no model '"
                    + (model.length() <= 80 ? model : model.substring(0, 80) + "…")
                    + "'; GET /v1/models lists those there are"));
  }

  private static ExpertRecord able(ExpertRecord expert, Question question) {
    if (question.pictures() > 0 && !expert.descriptor().seesPictures()) {
      throw new AnswerException(
          AnswerException.Kind.BAD_QUESTION,
          "the expert '%s' does not look at pictures; send text only, or ask the model witan"
              .formatted(expert.descriptor().name()));
    }
    Rao most = question.policy().maxPricePerThousandTokens();
    Rao price = expert.descriptor().pricePerThousandTokens();
    if (most != null && price.exceeds(most)) {
      throw new AnswerException(
          AnswerException.Kind.QUOTA_EXCEEDED,
          "The expert '%s' costs %s rao for a thousand tokens, and no more than %s may be spent here."
              .formatted(expert.descriptor().name(), price, most));
    }
    return expert;
  }

  private static Panel alone(ExpertRecord expert, long started) {
    Seat seat = new Seat(expert, 1, 1, null, 0, List.of("asked for by name"));
    return new Panel(List.of(seat), List.of(), 1, "none", (System.nanoTime() - started) / 1e6);
  }

  // The embedder reads a few hundred words at most; the end of a long message asks the question.
  private static String shortened(String about) {
    String text = about.isBlank() ? "(empty)" : about;
    return text.length() <= 4_000 ? text : text.substring(text.length() - 4_000);
  }
}
