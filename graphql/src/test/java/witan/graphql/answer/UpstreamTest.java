package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static witan.graphql.answer.ThreeExperts.question;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeExpert.Fault;
import witan.graphql.fake.FakeUpstream;
import witan.graphql.fake.TinyLanguage;
import witan.graphql.upstream.Upstream;
import witan.graphql.upstream.Upstreams;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;
import witan.mixture.text.TokenText;
import witan.protocol.gate.ClaimsWorth;
import witan.protocol.gate.Policy;

/** A server that speaks OpenAI's API takes part as an expert. */
@Timeout(60)
class UpstreamTest {

  private static final Question QUESTION = question(Sampling.greedy());

  @TempDir private Path home;

  private final ThreeExperts three = new ThreeExperts();
  private final FakeUpstream giant = new FakeUpstream();
  private final List<AnswerEvent> events = new ArrayList<>();
  private Answers answers = three.answers(Limits.USUAL);

  @BeforeEach
  void add() {
    giant.addTo(home, "giant", "rw-------");
    answers = three.answers(Limits.USUAL, upstreams(true));
  }

  @AfterEach
  void stop() {
    three.close();
    giant.close();
  }

  private Upstreams upstreams(boolean loopback) {
    return new Upstreams(home, loopback);
  }

  private Answer ask(Question question) throws InterruptedException {
    events.clear();
    return answers.ask(question, events::add);
  }

  private void nobodysCorpusFits() {
    three.all().forEach(expert -> expert.finds(0));
  }

  @Test
  void whereNoCorpusFitsTheUpstreamAnswersPieceByPiece() throws Exception {
    nobodysCorpusFits();

    Answer answer = ask(QUESTION);

    assertThat(answer.content()).isEqualTo(FakeUpstream.SAYS);
    assertThat(answer.finishReason()).isEqualTo("stop");
    assertThat(answer.usage()).isEqualTo(new Tokens(7, 9));
    assertThat(answer.contributions())
        .extracting(one -> one.expert().descriptor().name())
        .containsExactly("giant");
    assertThat(
            events.stream()
                .filter(AnswerEvent.TokenDelta.class::isInstance)
                .map(event -> ((AnswerEvent.TokenDelta) event).text()))
        .isEqualTo(FakeUpstream.PIECES);
    assertThat(giant.keys).containsExactly("Bearer secret");
    assertThat(giant.bodies.getFirst().path("model").asText()).isEqualTo("giant-1");
    assertThat(giant.bodies.getFirst().path("max_tokens").asInt()).isEqualTo(ThreeExperts.LENGTH);
  }

  @Test
  void whereACorpusFitsTheUpstreamIsNotAskedAndTheReasonIsSaid() throws Exception {
    Answer answer = ask(QUESTION);

    assertThat(answer.contributions()).hasSize(3);
    assertThat(giant.bodies).isEmpty();
    assertThat(answer.routing().considered())
        .filteredOn(one -> one.expert().descriptor().name().equals("giant"))
        .flatExtracting(Choice::reasons)
        .anyMatch(reason -> reason.contains("vocabulary"));
  }

  @Test
  void whatAuditsTaughtOfAnUpstreamCounts() throws Exception {
    three.all().forEach(expert -> expert.finds(0.5f));
    three.network.claimsOfGuests = new ClaimsWorth(List.of(0.0, 1.0), List.of(0.0, 1.0), 0.9);
    assertThat(ask(QUESTION).content())
        .as("it answers well without a corpus")
        .isEqualTo(FakeUpstream.SAYS);

    nobodysCorpusFits();
    three.network.claimsOfGuests = null;
    three.network.priorOfGuests = 1e-6;
    assertThat(ask(QUESTION).contributions()).as("it answers such questions badly").hasSize(3);
  }

  @Test
  void whatItSaysIsTextAndSoItIsNoCandidateUnderAGrammarNorWhereThePolicyShutsItOut()
      throws Exception {
    nobodysCorpusFits();

    ask(QUESTION);
    ask(
        new Question(
            "witan",
            QUESTION.turns(),
            null,
            Sampling.greedy(),
            Grammar.ofSchema(
                "{\"type\":\"string\",\"maxLength\":9}".getBytes(StandardCharsets.UTF_8)),
            40,
            List.of(),
            -1,
            3,
            Combine.MIX,
            true,
            Policy.NONE,
            true));
    ask(
        new Question(
            "witan",
            QUESTION.turns(),
            null,
            Sampling.greedy(),
            5,
            List.of(),
            -1,
            3,
            Combine.MIX,
            true,
            new Policy(List.of("owner-anna"), List.of(), List.of())));

    assertThat(three.network.gateRequests)
        .extracting(request -> request.guests().size())
        .containsExactly(1, 0, 0);
  }

  @Test
  void whenOneUpstreamIsGoneAnotherAnswers() throws Exception {
    three.all().forEach(expert -> expert.fails(Fault.DIE, 0));
    giant.fault = FakeUpstream.Fault.REFUSES;
    try (FakeUpstream titan = new FakeUpstream(List.of("I am still here."))) {
      titan.addTo(home, "titan", "rw-------");
      answers = three.answers(Limits.USUAL, upstreams(true));

      assertThat(ask(QUESTION).content()).isEqualTo("I am still here.");
    }
  }

  @Test
  void withNobodyLeftItIsAnErrorAtOnce() {
    three.all().forEach(expert -> expert.fails(Fault.DIE, 0));
    giant.close();

    for (Combine combine : Combine.values()) {
      assertThatThrownBy(() -> ask(question("witan", Sampling.greedy(), combine)))
          .as(combine.name())
          .isInstanceOf(AnswerException.class)
          .extracting(failure -> ((AnswerException) failure).kind())
          .isEqualTo(AnswerException.Kind.NO_EXPERT);
      assertThat(events).noneMatch(AnswerEvent.TokenDelta.class::isInstance);
      three.restingClock.updateAndGet(now -> now.plusSeconds(120));
    }
  }

  @Test
  void whenTheUpstreamFailsBeforeItsFirstWordTheExpertsAnswer() throws Exception {
    nobodysCorpusFits();
    for (FakeUpstream.Fault fault :
        List.of(FakeUpstream.Fault.REFUSES, FakeUpstream.Fault.SENDS_RUBBISH)) {
      giant.fault = fault;

      Answer answer = ask(QUESTION);

      assertThat(answer.usage().completion()).isEqualTo(ThreeExperts.LENGTH);
      assertThat(events).filteredOn(AnswerEvent.ExpertLost.class::isInstance).hasSize(1);
      three.restingClock.updateAndGet(now -> now.plusSeconds(60));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    nobodysCorpusFits();
    try (FakeUpstream within = new FakeUpstream(List.of("What nobody outside may see."))) {
      giant.leadsTo = within.url() + "/chat/completions";

      Answer answer = ask(QUESTION);

      assertThat(within.bodies).isEmpty();
      assertThat(giant.bodies).isNotEmpty();
      assertThat(answer.usage().completion()).isEqualTo(ThreeExperts.LENGTH);
    }
  }

  @Test
  void whenAllExpertsAreGoneTheUpstreamAnswers() throws Exception {
    for (FakeExpert expert : three.all()) {
      expert.fails(Fault.DIE, 0);
    }

    assertThat(ask(QUESTION).content()).isEqualTo(FakeUpstream.SAYS);
  }

  @Test
  void whereTheUpstreamBreaksOffTheExpertsGoOnInTheirOwnTokens() throws Exception {
    nobodysCorpusFits();
    giant.close();
    try (FakeUpstream other = new FakeUpstream(List.of(" w1 w12", " is never said"))) {
      other.addTo(home, "giant", "rw-------");
      other.fault = FakeUpstream.Fault.BREAKS_OFF;
      answers = three.answers(Limits.USUAL, upstreams(true));

      Answer answer = ask(question("witan", Sampling.greedy(), Combine.BEST));

      int[] tokens = {1, 12};
      while (tokens.length < ThreeExperts.LENGTH) {
        tokens = Arrays.copyOf(tokens, tokens.length + 1);
        tokens[tokens.length - 1] = three.anna.next(tokens, tokens.length - 1).best();
      }
      assertThat(answer.content())
          .isEqualTo(TokenText.of(TinyLanguage.vocabulary(), List.of(), tokens));
      assertThat(answer.contributions())
          .extracting(Contribution::status)
          .containsExactly(ContributionStatus.FAILED_OVER, ContributionStatus.COMPLETED);
    }
  }

  @Test
  void whatNobodyCanGoOnWithIsAnErrorAndNotHalfAnAnswer() {
    nobodysCorpusFits();
    giant.fault = FakeUpstream.Fault.BREAKS_OFF;

    assertThatThrownBy(() -> ask(QUESTION))
        .isInstanceOf(AnswerException.class)
        .hasMessageContaining("it ended in mid-answer");
  }

  @Test
  void itIsAskedByNameToo() throws Exception {
    assertThat(ask(question("witan/giant", Sampling.greedy(), Combine.MIX)).content())
        .isEqualTo(FakeUpstream.SAYS);
  }

  @Test
  void aFileThatOthersMayReadAndAnAddressOnThisMachineElsewhereAreLeftOut() throws IOException {
    giant.addTo(home, "open", "rw-r--r--");

    assertThat(upstreams(true).all()).extracting(Upstream::name).containsExactly("giant");
    assertThat(upstreams(false).all()).isEmpty();
  }

  @Test
  void itsKeyIsNotInWhatIsLogged() {
    assertThat(upstreams(true).all().getFirst().toString()).doesNotContain("secret");
  }

  @Test
  void inAVoteTheAnswerWithTheMostWeightBehindItIsGiven() throws Exception {
    three.anna.finds(0.33f); // heavier than either upstream, lighter than both
    Question vote = question("witan", Sampling.greedy(), Combine.VOTE);
    three.bert.finds(0);
    three.cleo.finds(0);

    assertThat(ask(vote).content()).isEqualTo(ThreeExperts.alone(three.anna));

    try (FakeUpstream titan = new FakeUpstream(List.of("the ANSWER is größer than 41"))) {
      titan.addTo(home, "titan", "rw-------");
      answers = three.answers(Limits.USUAL, upstreams(true));

      Answer answer = ask(vote);

      assertThat(answer.content()).isIn(FakeUpstream.SAYS, "the ANSWER is größer than 41");
      assertThat(answer.contributions())
          .extracting(one -> one.expert().descriptor().name())
          .containsExactlyInAnyOrder("anna", "giant", "titan");
      assertThat(answer.contributions().stream().mapToDouble(Contribution::weight).sum())
          .isCloseTo(1, within(1e-9));
      assertThat(events.getFirst()).isInstanceOf(AnswerEvent.Routed.class);
      assertThat(events.getLast()).isEqualTo(new AnswerEvent.Completed(answer.id(), answer));
    }
  }

  @Test
  void whoIsLostHasNoVoteAndIsReported() throws Exception {
    three.anna.finds(0.33f);
    three.anna.fails(Fault.DIE, 12);
    three.bert.finds(0);
    three.cleo.finds(0);

    Answer answer = ask(question("witan", Sampling.greedy(), Combine.VOTE));

    assertThat(answer.content()).isEqualTo(FakeUpstream.SAYS);
    assertThat(answer.contributions())
        .filteredOn(one -> one.expert().descriptor().name().equals("anna"))
        .extracting(Contribution::status)
        .containsExactly(ContributionStatus.FAILED_OVER);
    assertThat(events).anyMatch(AnswerEvent.ExpertLost.class::isInstance);
  }

  @Test
  void aVoteThatNobodyCastGoesToWhoeverIsLeft() throws Exception {
    giant.fault = FakeUpstream.Fault.REFUSES;
    for (FakeExpert expert : List.of(three.anna, three.bert)) {
      expert.fails(Fault.DIE, 0);
    }
    three.cleo.finds(-1);

    Answer answer = ask(question("witan", Sampling.greedy(), Combine.VOTE));

    assertThat(answer.content()).isEqualTo(ThreeExperts.alone(three.cleo));
    assertThat(events).filteredOn(AnswerEvent.Routed.class::isInstance).hasSize(1);
  }
}
