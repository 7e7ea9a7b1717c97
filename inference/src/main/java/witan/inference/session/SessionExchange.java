package witan.inference.session;

import io.grpc.Status;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.engine.ContextFullException;
import witan.engine.EngineBusyException;
import witan.engine.TemplateException;
import witan.inference.expert.Meters;
import witan.inference.expert.OpenSessions;
import witan.inference.model.Answer;
import witan.inference.model.Conversation;
import witan.inference.model.LiveExpert;
import witan.inference.model.LoadedExpert;
import witan.inference.model.Prompt;
import witan.inference.model.ShownMessage;
import witan.inference.retrieval.Hit;
import witan.inference.vision.PictureException;
import witan.inference.vision.VisionBusyException;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.SchemaException;
import witan.protocol.key.HotkeyPair;
import witan.protocol.signature.SessionChain;
import witan.protocol.v1.Open;
import witan.protocol.v1.Opened;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;
import witan.telemetry.GenAi;
import witan.telemetry.Step;
import witan.telemetry.Tracing;

/**
 * One stream of requests and replies: each request answered by one reply that is chained and
 * signed. Blocking; requests come one at a time, {@link #close} may come at any time.
 */
final class SessionExchange {

  private static final Logger LOG = Logger.getLogger(SessionExchange.class);
  private static final int LARGEST_TOP_K = 1_024;

  private final IncomingCall call;
  private final Callers callers;
  private final HotkeyPair key;
  private final LiveExpert live;
  private final OpenSessions sessions;
  private final Meters meters;
  private final Tracing tracing;

  // Guards what close() frees against a request that is just being opened.
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;
  private boolean entered;
  private @Nullable Answer answer;

  private @Nullable SessionChain chain;
  private @Nullable AnswerSession session;

  SessionExchange(
      IncomingCall call,
      Callers callers,
      HotkeyPair key,
      LiveExpert live,
      OpenSessions sessions,
      Meters meters,
      Tracing tracing) {
    this.call = call;
    this.callers = callers;
    this.key = key;
    this.live = live;
    this.sessions = sessions;
    this.meters = meters;
    this.tracing = tracing;
  }

  /**
   * The signed reply to {@code request}; after a Failed nothing more is answered.
   *
   * @throws io.grpc.StatusRuntimeException if the call is not believed, or the session is over
   */
  SessionReply handle(SessionRequest request) {
    SessionChain running = chain;
    if (running == null) {
      running = SessionChain.start(callers.admit(call, request.getOpen()));
      chain = running;
    }
    if (isClosed()) {
      throw Status.FAILED_PRECONDITION
          .withDescription("The session is over; open another one.")
          .asRuntimeException();
    }
    SessionReply reply;
    try {
      reply = answered(request);
    } catch (RuntimeException e) {
      // What was computed for a caller who left in the meantime may fail in any way.
      FailedException failed = isClosed() ? cancelled() : failure(e);
      close();
      reply = failed.reply();
    }
    return running.seal(request, reply, key);
  }

  /** Frees the slot at once. */
  void close() {
    lock.lock();
    try {
      closed = true;
      if (answer != null) {
        answer.close();
        answer = null;
      }
      if (entered) {
        entered = false;
        sessions.leave();
      }
    } finally {
      lock.unlock();
    }
  }

  private SessionReply answered(SessionRequest request) {
    SessionReply.Builder reply = SessionReply.newBuilder();
    AnswerSession open = session;
    if (request.hasOpen()) {
      if (open != null) {
        throw FailedException.invalid("The session is open already; open another stream.");
      }
      try (Step step = tracing.begin("open", SpanKind.INTERNAL)) {
        Opened opened = open(request.getOpen());
        step.set(GenAi.INPUT_TOKENS, (long) opened.getPromptTokens());
        return reply.setOpened(opened).build();
      }
    }
    if (open == null) {
      throw FailedException.invalid("The first request of a session is Open.");
    }
    return switch (request.getRequestCase()) {
      case DRAFT -> {
        var drafted = open.draft(request.getDraft());
        meters.tokens(drafted.getTokensCount());
        yield reply.setDrafted(drafted).build();
      }
      case VERIFY -> {
        meters.tokens(request.getVerify().getTokensCount());
        yield reply.setVerified(open.verify(request.getVerify())).build();
      }
      case COMMIT -> reply.setCommitted(open.commit(request.getCommit())).build();
      case OPEN, REQUEST_NOT_SET ->
          throw FailedException.invalid("Send Open, Draft, Verify or Commit.");
    };
  }

  private Opened open(Open open) {
    LoadedExpert expert =
        live.get().orElseThrow(() -> new FailedException("NOT_READY", true, live.waitingFor()));
    enter();
    @Nullable Constraint constraint =
        open.getGrammar().isEmpty()
            ? null
            : expert.constraints().of(Grammar.ofSchema(open.getGrammar().toByteArray()));
    Sampling sampling = Wire.sampling(open.getSampling());
    Prompt prompt = prompt(expert, open);
    Answer opened =
        Answer.open(
            expert.model(),
            prompt.tokens(),
            topK(open.getTopK()),
            sampling.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray(),
            constraint);
    keep(opened);
    int[] prefix = Wire.tokens(open.getPrefixList());
    opened.replace(0, prefix);
    session =
        new AnswerSession(
            opened,
            expert.model().tokenizer(),
            new Sampler(sampling),
            Math.max(0, open.getMaxTokens()),
            prefix.length);
    return Opened.newBuilder()
        .setNext(Wire.distribution(opened.prediction(prefix.length)))
        .setPromptTokens(prompt.clientTokens())
        .addAllSources(prompt.sources())
        .setNumericsClass(expert.model().numericsClass())
        .build();
  }

  private Prompt prompt(LoadedExpert expert, Open open) {
    return switch (open.getInputCase()) {
      case PROMPT -> expert.raw(open.getPrompt());
      case CHAT -> {
        List<ShownMessage> messages = Wire.messages(open.getChat());
        Conversation conversation =
            messages.stream().allMatch(message -> message.pictures().isEmpty())
                ? expert.look(messages)
                : meters.vision(() -> expert.look(messages));
        List<Hit> passages =
            open.getWithoutRetrieval()
                ? List.of()
                : meters.retrieval(() -> expert.passages(conversation));
        yield expert.chat(conversation, passages);
      }
      case INPUT_NOT_SET -> throw FailedException.invalid("Open brings a chat or a prompt.");
    };
  }

  private void enter() {
    lock.lock();
    try {
      if (closed) {
        throw new CancellationException();
      }
      if (!sessions.enter()) {
        throw new FailedException(
            "BUSY",
            true,
            "All %d sessions of this expert are open; ask again later.".formatted(sessions.most()));
      }
      entered = true;
    } finally {
      lock.unlock();
    }
  }

  private void keep(Answer opened) {
    lock.lock();
    try {
      if (closed) {
        opened.close();
        throw new CancellationException();
      }
      answer = opened;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static int topK(int asked) {
    if (asked < 0 || asked > LARGEST_TOP_K) {
      throw FailedException.invalid("top_k is at most " + LARGEST_TOP_K + "; 0 means 64.");
    }
    return asked == 0 ? Answer.DEFAULT_TOP_K : asked;
  }

  private static FailedException cancelled() {
    return new FailedException("CANCELLED", true, "The session was closed.");
  }

  private static FailedException failure(RuntimeException e) {
    return switch (e) {
      case FailedException failed -> failed;
      case ContextFullException full ->
          new FailedException("CONTEXT_FULL", false, String.valueOf(full.getMessage()));
      case EngineBusyException busy ->
          new FailedException("BUSY", true, String.valueOf(busy.getMessage()));
      case VisionBusyException busy ->
          new FailedException("BUSY", true, String.valueOf(busy.getMessage()));
      case PictureException picture ->
          new FailedException("INVALID_PICTURE", false, String.valueOf(picture.getMessage()));
      case TemplateException template ->
          FailedException.invalid(String.valueOf(template.getMessage()));
      case SchemaException schema ->
          new FailedException("INVALID_GRAMMAR", false, String.valueOf(schema.getMessage()));
      case IllegalArgumentException invalid ->
          FailedException.invalid(String.valueOf(invalid.getMessage()));
      case CancellationException _ -> cancelled();
      default -> {
        LOG.error("A session failed", e);
        yield new FailedException("INTERNAL", true, "The expert failed; its log says why.");
      }
    };
  }
}
