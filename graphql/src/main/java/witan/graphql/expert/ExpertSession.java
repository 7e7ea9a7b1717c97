package witan.graphql.expert;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.mixture.Distribution;
import witan.protocol.network.ExpertRecord;
import witan.protocol.signature.SessionChain;
import witan.protocol.v1.Commit;
import witan.protocol.v1.Draft;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Failed;
import witan.protocol.v1.Open;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;
import witan.protocol.v1.Verify;

/**
 * A session with one expert, which blocks and belongs on a virtual thread.
 *
 * <p>Each exchange is one request and one reply. A request is sent at once; its reply is {@link
 * Awaited} whenever the caller likes or, when it is of no use any more, never: replies come in the
 * order of the requests, and those in front are read on the way. Each has a deadline, which counts
 * from its request or from the reply in front of it, whichever is later; each must continue the
 * session's chain, be signed by the expert, and hold what was asked for. Whatever else happens ends
 * the session with {@link ExpertLostException}. The session knows which tokens the expert holds,
 * and brings it up to date with each request. One thread at a time; {@link #close} from any thread.
 */
public final class ExpertSession implements AutoCloseable {

  private final ExpertRecord expert;
  private final Pace pace;
  private final ExpertWatch.Watched watched;
  private final Replies replies = new Replies();
  private final ClientCallStreamObserver<SessionRequest> requests;
  private final SessionChain chain;
  private final Exchange<Opening> opening;

  /** Sent and not answered yet, the oldest first. */
  private final Queue<Exchange<?>> inFlight = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean closed = new AtomicBoolean();

  /** What the expert holds for certain once it has done all that it was asked for. */
  private int[] held;

  /** When the last reply came, on the clock of {@link System#nanoTime}. */
  private long answeredAt;

  /**
   * Asks for a session.
   *
   * @param pace learns how long things take, and says how long they may
   * @param signed headers of the opening call
   * @param openingSignature the signature in them, where the chain begins
   * @param watched is closed with the session
   */
  ExpertSession(
      ExpertRecord expert,
      Pace pace,
      ExpertGrpc.ExpertStub signed,
      byte[] openingSignature,
      Open open,
      Duration within,
      ExpertWatch.Watched watched) {
    this.expert = expert;
    this.watched = watched;
    this.pace = pace;
    this.chain = SessionChain.start(openingSignature);
    this.held = open.getPrefixList().stream().mapToInt(Integer::intValue).toArray();
    this.answeredAt = System.nanoTime();
    signed.session(replies);
    this.requests = replies.requests();
    this.opening =
        sent(
            new Exchange<>(
                SessionRequest.newBuilder().setOpen(open).build(),
                within,
                nanos -> pace.opened(open, nanos),
                ExpertSession::opening));
  }

  /** Whose session it is. */
  public ExpertRecord expert() {
    return expert;
  }

  /** How quick it has been. */
  public Pace pace() {
    return pace;
  }

  /** Waits until it is open. */
  public Opening opened() throws ExpertLostException, InterruptedException {
    Opening opened = opening.await();
    watched.step().event("opened", Attributes.empty());
    return opened;
  }

  /**
   * The expert's own guess of up to {@code count} tokens that follow the answer.
   *
   * @param answer whose last token may be a guess as well: the next request says what it came to
   * @param atMost the longest wait; the expert's {@link Pace} may make it shorter, here and below
   */
  public Awaited<Drafted> draft(int[] answer, int count, Duration atMost) {
    SessionRequest request =
        SessionRequest.newBuilder()
            .setDraft(Draft.newBuilder().setCount(count).setCommit(commitOf(answer)))
            .build();
    held = answer.clone();
    return exchange(
        request,
        count + 1,
        atMost,
        (reply, computed) -> {
          if (!reply.hasDrafted() || reply.getDrafted().getTokensCount() > count) {
            throw broken("it sent no draft of at most " + count + " tokens");
          }
          int[] tokens =
              reply.getDrafted().getTokensList().stream().mapToInt(Integer::intValue).toArray();
          List<Distribution> predictions =
              predictions(reply.getDrafted().getDistributionsList(), tokens.length + 1);
          pace.drafted(tokens.length, computed);
          if (inFlight.size() == 1) { // nothing was asked for since
            held = joined(answer, tokens);
          }
          return new Drafted(tokens, predictions);
        });
  }

  /** Its predictions before each of the tokens that may follow the answer, and after the last. */
  public Awaited<List<Distribution>> verify(int[] answer, int[] tokens, Duration atMost) {
    Verify.Builder verify = Verify.newBuilder().setCommit(commitOf(answer));
    for (int token : tokens) {
      verify.addTokens(token);
    }
    held = joined(answer, tokens);
    return exchange(
        SessionRequest.newBuilder().setVerify(verify).build(),
        tokens.length + 1,
        atMost,
        (reply, computed) -> {
          if (!reply.hasVerified()) {
            throw broken("it answered a verification with something else");
          }
          return predictions(reply.getVerified().getDistributionsList(), tokens.length + 1);
        });
  }

  /** Its prediction of the token after the answer. */
  public Awaited<Distribution> commit(int[] answer, Duration atMost) {
    SessionRequest request = SessionRequest.newBuilder().setCommit(commitOf(answer)).build();
    held = answer.clone();
    return exchange(
        request,
        1,
        atMost,
        (reply, computed) -> {
          if (!reply.hasCommitted()) {
            throw broken("it answered a commit with something else");
          }
          return Prediction.of(reply.getCommitted().getNext());
        });
  }

  /** Says something of it in its trace. */
  public <T> void note(AttributeKey<T> key, @Nullable T value) {
    watched.step().set(key, value);
  }

  /** Ends the session as {@link #close} does, because of a loss. */
  public void lost(ExpertLostException why) {
    watched.lost(why);
    close();
  }

  /**
   * Ends the session at once; the expert frees its place.
   *
   * <p>It is cancelled only where a reply is due that nobody waits for, or that was not as it
   * should be: servers take a client that resets more than a few streams a second for an attacker,
   * and end its connection with all other sessions on it (CVE-2023-44487).
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    watched.close();
    if (inFlight.isEmpty()) {
      requests.onCompleted();
    } else {
      requests.cancel("session over", null);
    }
  }

  private Commit commitOf(int[] answer) {
    int same = Arrays.mismatch(held, answer);
    // The last token goes along even where the expert holds it: it must be read to predict the
    // next.
    same = same < 0 ? answer.length - 1 : Math.min(same, answer.length - 1);
    Commit.Builder commit = Commit.newBuilder().setLength(answer.length);
    for (int i = Math.max(0, same); i < answer.length; i++) {
      commit.addTokens(answer[i]);
    }
    return commit.build();
  }

  /**
   * An exchange in mid-session.
   *
   * @param predictions how many the expert is asked for
   */
  private <T> Awaited<T> exchange(
      SessionRequest request, int predictions, Duration atMost, Reading<T> reading) {
    return sent(
        new Exchange<>(
            request,
            pace.exchange(predictions, atMost),
            nanos -> pace.exchanged(predictions, nanos),
            reading));
  }

  private <T> Exchange<T> sent(Exchange<T> exchange) {
    inFlight.add(exchange);
    try {
      requests.onNext(exchange.request);
    } catch (IllegalStateException e) {
      // The call is over already: whoever awaits the reply is told how it ended.
    }
    return exchange;
  }

  /** Takes what was asked for out of a reply. */
  private interface Reading<T> {

    /**
     * @param computed nanoseconds that the expert seems to have needed
     */
    T of(SessionReply reply, long computed) throws ExpertLostException;
  }

  /** A request, and the reply to come. */
  private final class Exchange<T> implements Awaited<T> {

    private final SessionRequest request;
    private final Duration within;
    private final LongConsumer took;
    private final Reading<T> reading;
    private final long sentAt = System.nanoTime();
    private long computed;

    /**
     * @param took is told how long the reply was waited for
     */
    Exchange(SessionRequest request, Duration within, LongConsumer took, Reading<T> reading) {
      this.request = request;
      this.within = within;
      this.took = took;
      this.reading = reading;
    }

    @Override
    public T await(Runnable overdue) throws ExpertLostException, InterruptedException {
      if (!inFlight.contains(this)) {
        throw new IllegalStateException("the reply to a later request was awaited before");
      }
      Exchange<?> front = inFlight.element();
      while (front != this) {
        front.answered(overdue);
        inFlight.remove();
        front = inFlight.element();
      }
      T answer = reading.of(answered(overdue), computed);
      inFlight.remove();
      return answer;
    }

    private SessionReply answered(Runnable overdue)
        throws ExpertLostException, InterruptedException {
      long since = Math.max(sentAt, answeredAt);
      Replies.Arrived arrived;
      try {
        arrived = replies.next(since, within, overdue);
      } catch (ExpertLostException e) {
        if (e.loss() == Loss.SILENT) {
          took.accept(within.toNanos());
        }
        throw e;
      }
      took.accept(arrived.at() - since);
      pace.travelled(arrived.at() - sentAt);
      computed = arrived.at() - Math.max(sentAt + pace.travel(), answeredAt);
      answeredAt = arrived.at();
      if (!chain.accepts(request, arrived.reply(), expert.descriptor().hotkey())) {
        throw broken("its reply is not signed by its hotkey, or does not follow from the session");
      }
      if (arrived.reply().hasFailed()) {
        throw refused(arrived.reply().getFailed());
      }
      return arrived.reply();
    }
  }

  private static ExpertLostException refused(Failed failed) {
    String code = failed.getCode();
    if (code.equals("INVALID_PICTURE") || code.equals("INVALID_GRAMMAR")) {
      return new ExpertLostException(Loss.BAD_QUESTION, shortened(failed.getMessage()));
    }
    Loss loss =
        code.contains("context") || code.contains("CONTEXT") ? Loss.CONTEXT_FULL : Loss.REFUSED;
    return new ExpertLostException(
        loss, "it refused: " + shortened(code + ": " + failed.getMessage()));
  }

  private static Opening opening(SessionReply reply, long computed) throws ExpertLostException {
    if (!reply.hasOpened()) {
      throw broken("it answered the opening with something else");
    }
    return new Opening(
        Prediction.of(reply.getOpened().getNext()),
        reply.getOpened().getPromptTokens(),
        titles(reply.getOpened().getSourcesList()));
  }

  private static List<Distribution> predictions(
      List<witan.protocol.v1.Distribution> wire, int expected) throws ExpertLostException {
    if (wire.size() != expected) {
      throw broken("it sent " + wire.size() + " distributions where " + expected + " are due");
    }
    List<Distribution> predictions = new ArrayList<>(expected);
    for (witan.protocol.v1.Distribution one : wire) {
      predictions.add(Prediction.of(one));
    }
    return predictions;
  }

  private static List<String> titles(List<String> sent) {
    return sent.stream().limit(16).map(ExpertSession::shortened).toList();
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private static int[] joined(int[] answer, int[] tokens) {
    int[] joined = Arrays.copyOf(answer, answer.length + tokens.length);
    System.arraycopy(tokens, 0, joined, answer.length, tokens.length);
    return joined;
  }

  private static ExpertLostException broken(String reason) {
    return new ExpertLostException(Loss.BROKEN, reason);
  }

  /** What the stream brought: replies, and at last how it ended. */
  private static final class Replies
      implements ClientResponseObserver<SessionRequest, SessionReply> {

    private sealed interface Event {}

    /**
     * @param at on the clock of {@link System#nanoTime}
     */
    private record Arrived(SessionReply reply, long at) implements Event {}

    private record Ended(ExpertLostException why) implements Event {}

    // One reply to each of the few requests in flight, and the end: an expert that sends more is
    // broken.
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(4);
    private volatile @Nullable ClientCallStreamObserver<SessionRequest> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<SessionRequest> stream) {
      requests = stream;
    }

    ClientCallStreamObserver<SessionRequest> requests() {
      ClientCallStreamObserver<SessionRequest> stream = requests;
      if (stream == null) {
        throw new IllegalStateException("the stub does not start the call");
      }
      return stream;
    }

    @Override
    public void onNext(SessionReply reply) {
      if (!events.offer(new Arrived(reply, System.nanoTime()))) {
        requests().cancel("more replies than requests", null);
      }
    }

    @Override
    public void onError(Throwable error) {
      Status status = Status.fromThrowable(error);
      Loss loss =
          switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> Loss.SILENT;
            case RESOURCE_EXHAUSTED, PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT ->
                Loss.REFUSED;
            case INTERNAL, DATA_LOSS -> Loss.BROKEN;
            // Only this side cancels, and gives a cause only when it can't read what came.
            case CANCELLED -> error.getCause() == null ? Loss.DEAD : Loss.BROKEN;
            default -> Loss.DEAD;
          };
      String detail =
          status.getDescription() == null ? "" : ": " + shortened(status.getDescription());
      end(
          new ExpertLostException(
              loss, "its session broke off (" + status.getCode() + detail + ")"));
    }

    @Override
    public void onCompleted() {
      end(new ExpertLostException(Loss.DEAD, "it ended its session"));
    }

    private void end(ExpertLostException why) {
      if (!events.offer(new Ended(why))) {
        events.clear();
        events.offer(new Ended(why));
      }
    }

    /**
     * The next reply.
     *
     * @param since when the expert could begin with it, on the clock of {@link System#nanoTime}
     * @param within how long after that it may come
     * @param overdue is run when it takes longer than is usual
     */
    Arrived next(long since, Duration within, Runnable overdue)
        throws ExpertLostException, InterruptedException {
      Event event = next(since, Pace.usual(within));
      if (event == null) {
        overdue.run();
        event = next(since, within);
      }
      return switch (event) {
        case null ->
            throw new ExpertLostException(
                Loss.SILENT, "it did not answer within " + within.toMillis() + " ms");
        case Arrived arrived -> arrived;
        case Ended(ExpertLostException why) -> throw why;
      };
    }

    private @Nullable Event next(long since, Duration within) throws InterruptedException {
      return events.poll(since + within.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }
}
