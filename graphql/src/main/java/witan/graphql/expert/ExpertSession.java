package witan.graphql.expert;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.mixture.Distribution;
import witan.protocol.network.ExpertRecord;
import witan.protocol.signature.SessionChain;
import witan.protocol.v1.Commit;
import witan.protocol.v1.Draft;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Open;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;
import witan.protocol.v1.Verify;

/**
 * A session with one expert, which blocks and belongs on a virtual thread.
 *
 * <p>Each exchange is one request and one reply, with a deadline; the reply must continue the
 * session's chain, be signed by the expert, and hold what was asked for. Whatever else happens ends
 * the session with {@link ExpertLostException}. The session knows which tokens the expert holds,
 * and brings it up to date with each request. One thread at a time; {@link #close} from any thread.
 */
public final class ExpertSession implements AutoCloseable {

  private final ExpertRecord expert;
  private final Pace pace;
  private final Replies replies = new Replies();
  private final ClientCallStreamObserver<SessionRequest> requests;
  private final SessionChain chain;
  private final Opening opening;
  private int[] held;

  private ExpertSession(
      ExpertRecord expert,
      Pace pace,
      ExpertGrpc.ExpertStub stub,
      byte[] openingSignature,
      Open open,
      Duration within)
      throws ExpertLostException, InterruptedException {
    this.expert = expert;
    this.pace = pace;
    this.chain = SessionChain.start(openingSignature);
    this.held = open.getPrefixList().stream().mapToInt(Integer::intValue).toArray();
    stub.session(replies);
    this.requests = replies.requests();
    long started = System.nanoTime();
    try {
      SessionReply reply = exchange(SessionRequest.newBuilder().setOpen(open).build(), within);
      pace.opened(open, System.nanoTime() - started);
      if (!reply.hasOpened()) {
        throw broken("it answered the opening with something else");
      }
      this.opening =
          new Opening(
              Prediction.of(reply.getOpened().getNext()),
              reply.getOpened().getPromptTokens(),
              titles(reply.getOpened().getSourcesList()));
    } catch (ExpertLostException e) {
      if (e.loss() == Loss.SILENT) {
        pace.opened(open, within.toNanos());
      }
      close();
      throw e;
    } catch (InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens a session.
   *
   * @param pace learns how long things take, and says how long they may
   * @param signed headers of the opening call
   * @param openingSignature the signature in them, where the chain begins
   */
  static ExpertSession open(
      ExpertRecord expert,
      Pace pace,
      ExpertGrpc.ExpertStub signed,
      byte[] openingSignature,
      Open open,
      Duration within)
      throws ExpertLostException, InterruptedException {
    return new ExpertSession(expert, pace, signed, openingSignature, open, within);
  }

  /** Whose session it is. */
  public ExpertRecord expert() {
    return expert;
  }

  /** What it said at the beginning. */
  public Opening opening() {
    return opening;
  }

  /**
   * The expert's own guess of up to {@code count} tokens that follow the answer.
   *
   * @param atMost the longest wait; the expert's {@link Pace} may make it shorter, here and below
   */
  public Drafted draft(int[] answer, int count, Duration atMost)
      throws ExpertLostException, InterruptedException {
    SessionRequest request =
        SessionRequest.newBuilder()
            .setDraft(Draft.newBuilder().setCount(count).setCommit(commitOf(answer)))
            .build();
    SessionReply reply = exchange(request, count + 1, atMost);
    if (!reply.hasDrafted() || reply.getDrafted().getTokensCount() > count) {
      throw broken("it sent no draft of at most " + count + " tokens");
    }
    int[] tokens =
        reply.getDrafted().getTokensList().stream().mapToInt(Integer::intValue).toArray();
    List<Distribution> predictions =
        predictions(reply.getDrafted().getDistributionsList(), tokens.length + 1);
    held = joined(answer, tokens);
    return new Drafted(tokens, predictions);
  }

  /** Its predictions before each of the tokens that may follow the answer, and after the last. */
  public List<Distribution> verify(int[] answer, int[] tokens, Duration atMost)
      throws ExpertLostException, InterruptedException {
    Verify.Builder verify = Verify.newBuilder().setCommit(commitOf(answer));
    for (int token : tokens) {
      verify.addTokens(token);
    }
    SessionReply reply =
        exchange(SessionRequest.newBuilder().setVerify(verify).build(), tokens.length + 1, atMost);
    if (!reply.hasVerified()) {
      throw broken("it answered a verification with something else");
    }
    List<Distribution> predictions =
        predictions(reply.getVerified().getDistributionsList(), tokens.length + 1);
    held = joined(answer, tokens);
    return predictions;
  }

  /** Its prediction of the token after the answer. */
  public Distribution commit(int[] answer, Duration atMost)
      throws ExpertLostException, InterruptedException {
    SessionReply reply =
        exchange(SessionRequest.newBuilder().setCommit(commitOf(answer)).build(), 1, atMost);
    if (!reply.hasCommitted()) {
      throw broken("it answered a commit with something else");
    }
    held = answer.clone();
    return Prediction.of(reply.getCommitted().getNext());
  }

  /** Ends the session at once; the expert frees its place. */
  @Override
  public void close() {
    requests.cancel("session over", null);
  }

  private Commit commitOf(int[] answer) {
    int same = Arrays.mismatch(held, answer);
    // The last token goes along even where the expert holds it: it must be read to predict the
    // next.
    same = same < 0 ? answer.length - 1 : Math.min(same, answer.length - 1);
    Commit.Builder commit = Commit.newBuilder().setLength(answer.length);
    for (int i = same; i < answer.length; i++) {
      commit.addTokens(answer[i]);
    }
    return commit.build();
  }

  /**
   * An exchange in mid-session.
   *
   * @param predictions how many the expert is asked for
   */
  private SessionReply exchange(SessionRequest request, int predictions, Duration atMost)
      throws ExpertLostException, InterruptedException {
    Duration within = pace.exchange(predictions, atMost);
    long started = System.nanoTime();
    try {
      SessionReply reply = exchange(request, within);
      pace.exchanged(predictions, System.nanoTime() - started);
      return reply;
    } catch (ExpertLostException e) {
      if (e.loss() == Loss.SILENT) {
        pace.exchanged(predictions, within.toNanos());
      }
      throw e;
    }
  }

  private SessionReply exchange(SessionRequest request, Duration within)
      throws ExpertLostException, InterruptedException {
    requests.onNext(request);
    SessionReply reply = replies.next(within);
    if (!chain.accepts(request, reply, expert.descriptor().hotkey())) {
      throw broken("its reply is not signed by its hotkey, or does not follow from the session");
    }
    if (reply.hasFailed()) {
      String code = reply.getFailed().getCode();
      if (code.equals("INVALID_PICTURE") || code.equals("INVALID_GRAMMAR")) {
        throw new ExpertLostException(Loss.BAD_QUESTION, shortened(reply.getFailed().getMessage()));
      }
      Loss loss =
          code.contains("context") || code.contains("CONTEXT") ? Loss.CONTEXT_FULL : Loss.REFUSED;
      throw new ExpertLostException(
          loss, "it refused: " + shortened(code + ": " + reply.getFailed().getMessage()));
    }
    return reply;
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

    private record Arrived(SessionReply reply) implements Event {}

    private record Ended(ExpertLostException why) implements Event {}

    // One reply a request, and the end: an expert that sends more is broken.
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
      if (!events.offer(new Arrived(reply))) {
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

    SessionReply next(Duration within) throws ExpertLostException, InterruptedException {
      Event event = events.poll(within.toNanos(), TimeUnit.NANOSECONDS);
      return switch (event) {
        case null ->
            throw new ExpertLostException(
                Loss.SILENT, "it did not answer within " + within.toMillis() + " ms");
        case Arrived(SessionReply reply) -> reply;
        case Ended(ExpertLostException why) -> throw why;
      };
    }
  }
}
