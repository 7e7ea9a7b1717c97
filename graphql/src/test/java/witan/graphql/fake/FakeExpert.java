package witan.graphql.fake;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import witan.mixture.Distribution;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Constraints;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.State;
import witan.protocol.Rao;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.CallVerifier;
import witan.protocol.signature.Deterministic;
import witan.protocol.signature.EvidenceSignature;
import witan.protocol.signature.SessionChain;
import witan.protocol.v1.Commit;
import witan.protocol.v1.Committed;
import witan.protocol.v1.Drafted;
import witan.protocol.v1.EvidenceReply;
import witan.protocol.v1.EvidenceRequest;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Failed;
import witan.protocol.v1.Open;
import witan.protocol.v1.Opened;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;
import witan.protocol.v1.Verified;
import witan.protocol.v1.VocabularyChunk;
import witan.protocol.v1.VocabularyRequest;

/** An expert that speaks the {@link TinyLanguage}, signs as it should, and fails when told to. */
public final class FakeExpert extends ExpertGrpc.ExpertImplBase implements AutoCloseable {

  /** What it does from a given length of the answer on. */
  public enum Fault {
    NONE,
    /** Ends the session. */
    DIE,
    /** Its connection is reset. */
    CUT,
    STALL,
    /** Its connection carries what is no HTTP/2 frame. */
    BROKEN_FRAME,
    /** Its reply is no protobuf message. */
    BROKEN_MESSAGE,
    WRONG_SIGNATURE,
    /** Its reply is signed, but does not follow from what was said before. */
    WRONG_CHAIN,
    NOT_A_NUMBER,
    INFINITE,
    NEGATIVE,
    NOT_SUMMING,
    UNSORTED,
    A_TOKEN_TWICE,
    UNPAIRED,
    NO_TOKENS,
    UNKNOWN_TOKEN,
    REFUSE
  }

  private static final SessionReply UNREADABLE =
      SessionReply.newBuilder().setSignature(ByteString.copyFromUtf8("unreadable")).build();

  private static final Context.Key<Map<String, String>> HEADERS = Context.key("headers");

  private final HotkeyPair key;
  private final HotkeyPair stranger = HotkeyPair.generate();
  private final CallVerifier verifier;
  private final String name;
  private final int accent;
  private final Server server;
  private final Wire wire;
  private final int port;
  private volatile Duration repliesAfter = Duration.ZERO;
  private volatile Fault fault = Fault.NONE;
  private volatile Duration opensAfter = Duration.ZERO;
  private volatile int faultFrom;
  private volatile int faultAt = 1;
  private volatile Consumer<SessionRequest> asked = request -> {};
  private volatile boolean deaf;
  private volatile boolean ignoring;
  private volatile ToIntFunction<Open> prompts = open -> 11;
  private volatile float evidence = 0.5f;
  private volatile String vocabulary = TinyLanguage.vocabulary().id();
  private volatile List<String> labels = List.of();
  public final int[] mayEndFrom = {1_000};

  /** The picture files that it was shown. */
  public final List<byte[]> pictures = new CopyOnWriteArrayList<>();

  /** Names of all headers that its calls had. */
  public final Set<String> headerNames = ConcurrentHashMap.newKeySet();

  /** The traces that its calls were a part of, as W3C's header says it. */
  public final List<String> traceParents = new CopyOnWriteArrayList<>();

  public final AtomicInteger open = new AtomicInteger();
  public final AtomicInteger sessions = new AtomicInteger();

  /** Sessions that were cancelled, not completed. */
  public final AtomicInteger cancelled = new AtomicInteger();

  /** In tokens; whoever would hold more says that it is full, as real ones do. */
  private static final int CONTEXT = 2_048;

  private volatile Rao price = Rao.ZERO;

  public FakeExpert(String name, int accent) {
    this(name, accent, HotkeyPair.generate(), 0);
  }

  /** One that speaks TLS. */
  public FakeExpert(String name, int accent, ServerCredentials credentials) {
    this(name, accent, HotkeyPair.generate(), 0, credentials);
  }

  /**
   * @param port where it listens; 0 for any, behind a wire that can be cut
   */
  FakeExpert(String name, int accent, HotkeyPair key, int port) {
    this(name, accent, key, port, InsecureServerCredentials.create());
  }

  private FakeExpert(
      String name, int accent, HotkeyPair key, int port, ServerCredentials credentials) {
    this.name = name;
    this.accent = accent;
    this.key = key;
    this.verifier = new CallVerifier(key.hotkey(), InstantSource.system());
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port), credentials)
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .addService(
                  ServerInterceptors.intercept(
                      ServerInterceptors.useInputStreamMessages(
                          ServerInterceptors.intercept(this, new Headers())),
                      new Breaking()))
              .build()
              .start();
      wire = new Wire(server.getPort());
      this.port = port == 0 ? wire.port() : port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  public void fails(Fault how, int fromToken) {
    fault = how;
    faultFrom = fromToken;
  }

  /**
   * Fails from the given request of each session on, however long the answer is.
   *
   * @param request 1 for the opening
   */
  public void failsAtRequest(Fault how, int request) {
    fails(how, 0);
    faultAt = request;
  }

  /** Tells of each request of a session before it is answered, on the thread that answers it. */
  public void tells(Consumer<SessionRequest> of) {
    asked = of;
  }

  /** How many tokens a prompt has, as it says from now on. */
  public void counts(ToIntFunction<Open> by) {
    prompts = by;
  }

  /** Sessions open this much later from now on. */
  public void opensAfter(Duration delay) {
    opensAfter = delay;
  }

  /** Every reply comes this much later from now on. */
  public void repliesAfter(Duration delay) {
    repliesAfter = delay;
  }

  public void finds(float value) {
    evidence = value;
  }

  /** Looks at pictures; those that do not begin with G it cannot read. */
  public FakeExpert charging(long raoPerThousandTokens) {
    price = new Rao(raoPerThousandTokens);
    return this;
  }

  public FakeExpert seeing() {
    labels = List.of(ExpertDescriptor.VISION);
    return this;
  }

  /** Gives no evidence any more. */
  public void goesDeaf() {
    deaf = true;
  }

  public void speaks(String vocabularyId) {
    vocabulary = vocabularyId;
  }

  public Distribution next(int[] prefix, int length) {
    return TinyLanguage.next(accent, prefix, length, mayEndFrom);
  }

  /** What it predicts under a grammar. */
  public Distribution next(int[] prefix, int length, Constraint constraint) {
    State at = constraint.start();
    for (int i = 0; i < length; i++) {
      at = constraint.after(at, prefix[i]);
    }
    Distribution free = next(prefix, length);
    State place = at;
    int[] tokens =
        Arrays.stream(free.tokens()).filter(token -> constraint.allows(place, token)).toArray();
    if (tokens.length == 0) {
      int[] spelled =
          TinyLanguage.bytes().filter(token -> constraint.allows(place, token)).toArray();
      float[] even = new float[spelled.length];
      Arrays.fill(even, 1f / even.length);
      return Distribution.of(spelled, even);
    }
    float[] weights = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      weights[i] = free.probabilityOf(tokens[i]);
    }
    return Distribution.of(tokens, weights);
  }

  /** Answers from now on as if there were no grammar. */
  public void ignoresGrammars() {
    ignoring = true;
  }

  /** Whether anybody ever connected to it. */
  public boolean wasReached() {
    return wire.wasReached();
  }

  public ExpertRecord record() {
    return recordAt("http://127.0.0.1");
  }

  /**
   * As {@link #record}, by another name.
   *
   * @param origin scheme and host
   */
  public ExpertRecord recordAt(String origin) {
    return new ExpertRecord(
        new ExpertDescriptor(
            name,
            key.hotkey(),
            origin + ":" + port,
            Modality.TEXT,
            "tiny",
            "",
            vocabulary,
            CONTEXT,
            "a tiny expert",
            new float[0][],
            labels,
            price,
            "owner-" + name),
        accent,
        Instant.EPOCH,
        Instant.EPOCH,
        true);
  }

  @Override
  public void evidence(EvidenceRequest request, StreamObserver<EvidenceReply> replies) {
    if (deaf) {
      return;
    }
    Map<String, String> headers = HEADERS.get();
    verifier.verify("POST", "/witan.v1.Expert/Evidence", Deterministic.bytes(request), headers);
    EvidenceReply reply =
        EvidenceReply.newBuilder().setHasCorpus(true).setEvidence(evidence).build();
    replies.onNext(EvidenceSignature.sign(reply, CallSigner.signatureOf(headers), key));
    replies.onCompleted();
  }

  @Override
  public void vocabulary(VocabularyRequest request, StreamObserver<VocabularyChunk> replies) {
    var all = TinyLanguage.vocabulary();
    VocabularyChunk.Builder first = VocabularyChunk.newBuilder();
    VocabularyChunk.Builder second = VocabularyChunk.newBuilder().setFirst(7);
    for (int i = 0; i < all.size(); i++) {
      (i < 7 ? first : second).addTokens(ByteString.copyFrom(all.bytes(i)));
    }
    second.addEndOfTurn(TinyLanguage.END);
    replies.onNext(first.build());
    replies.onNext(second.build());
    replies.onCompleted();
  }

  @Override
  public StreamObserver<SessionRequest> session(StreamObserver<SessionReply> replies) {
    return new Session(HEADERS.get(), replies);
  }

  @Override
  public void close() {
    wire.close();
    server.shutdownNow();
  }

  /** Holds the answer and what was computed beyond it. */
  private final class Session implements StreamObserver<SessionRequest> {

    private final Map<String, String> headers;
    private final StreamObserver<SessionReply> replies;
    private final SessionChain chain;
    private Sampler sampler = new Sampler(Sampling.greedy());
    private @Nullable Constraint constraint;
    private int[] held = new int[0];
    private int committed;
    private boolean counted;
    private int requests;
    private boolean stalled;

    Session(Map<String, String> headers, StreamObserver<SessionReply> replies) {
      this.headers = headers;
      this.replies = replies;
      this.chain = SessionChain.start(CallSigner.signatureOf(headers));
    }

    @Override
    public void onNext(SessionRequest request) {
      requests++;
      asked.accept(request);
      if (stalled) {
        return; // An expert that skips one request and answers the next would be broken.
      }
      pause(repliesAfter);
      SessionReply.Builder reply = SessionReply.newBuilder();
      switch (request.getRequestCase()) {
        case OPEN -> {
          verifier.verify(
              "POST", "/witan.v1.Expert/Session", Deterministic.bytes(request.getOpen()), headers);
          counted = true;
          open.incrementAndGet();
          sessions.incrementAndGet();
          var wire = request.getOpen().getSampling();
          sampler =
              new Sampler(
                  new Sampling(
                      wire.getTemperature(),
                      wire.getTopP(),
                      wire.getMinP(),
                      wire.getTopK(),
                      wire.getFrequencyPenalty(),
                      wire.getPresencePenalty(),
                      wire.getRepetitionPenalty() == 0 ? 1 : wire.getRepetitionPenalty(),
                      wire.getLogitBiasMap(),
                      wire.getSeed(),
                      wire.getChoice()));
          if (!request.getOpen().getGrammar().isEmpty() && !ignoring) {
            constraint =
                new Constraints(TinyLanguage.vocabulary())
                    .of(Grammar.ofSchema(request.getOpen().getGrammar().toByteArray()));
          }
          pause(opensAfter);
          held = request.getOpen().getPrefixList().stream().mapToInt(i -> i).toArray();
          committed = held.length;
          request.getOpen().getChat().getMessagesList().stream()
              .flatMap(message -> message.getImagesList().stream())
              .forEach(picture -> pictures.add(picture.toByteArray()));
          if (pictures.stream().anyMatch(picture -> picture[0] != 'G')) {
            reply.setFailed(
                Failed.newBuilder().setCode("INVALID_PICTURE").setMessage("The picture is torn."));
            break;
          }
          reply.setOpened(
              Opened.newBuilder()
                  .setNext(wire(held.length))
                  .setPromptTokens(prompts.applyAsInt(request.getOpen()))
                  .addSources("passage of " + name));
        }
        case DRAFT -> {
          take(request.getDraft().getCommit());
          Drafted.Builder drafted = Drafted.newBuilder();
          boolean ended = false;
          for (int i = 0; i < request.getDraft().getCount() && !ended; i++) {
            drafted.addDistributions(wire(held.length));
            int token = sampler.draw(predicted(held.length), held.length, held);
            drafted.addTokens(token);
            held = Arrays.copyOf(held, held.length + 1);
            held[held.length - 1] = token;
            ended = token == TinyLanguage.END;
          }
          reply.setDrafted(drafted.addDistributions(wire(held.length)));
        }
        case VERIFY -> {
          take(request.getVerify().getCommit());
          int from = held.length;
          int[] tokens = request.getVerify().getTokensList().stream().mapToInt(i -> i).toArray();
          held = Arrays.copyOf(held, from + tokens.length);
          System.arraycopy(tokens, 0, held, from, tokens.length);
          Verified.Builder verified = Verified.newBuilder();
          for (int i = from; i <= held.length; i++) {
            verified.addDistributions(wire(i));
          }
          reply.setVerified(verified);
        }
        case COMMIT -> {
          take(request.getCommit());
          reply.setCommitted(Committed.newBuilder().setNext(wire(held.length)));
        }
        case REQUEST_NOT_SET -> throw new IllegalStateException("empty request");
      }
      if (held.length > CONTEXT) {
        reply.setFailed(Failed.newBuilder().setCode("CONTEXT_FULL").setMessage("It is full."));
      }
      if (fault == Fault.NONE || committed < faultFrom || requests < faultAt) {
        replies.onNext(chain.seal(request, reply.build(), key));
        return;
      }
      switch (fault) {
        case DIE -> {
          gone();
          replies.onError(Status.UNAVAILABLE.withDescription("killed").asRuntimeException());
        }
        case CUT -> wire.cut();
        case STALL -> stalled = true;
        case BROKEN_FRAME -> wire.sendRubbish();
        case BROKEN_MESSAGE -> replies.onNext(UNREADABLE);
        case WRONG_SIGNATURE -> replies.onNext(chain.seal(request, reply.build(), stranger));
        case WRONG_CHAIN ->
            replies.onNext(SessionChain.start(new byte[] {1}).seal(request, reply.build(), key));
        case NOT_A_NUMBER,
            INFINITE,
            NEGATIVE,
            NOT_SUMMING,
            UNSORTED,
            A_TOKEN_TWICE,
            UNPAIRED,
            NO_TOKENS,
            UNKNOWN_TOKEN ->
            replies.onNext(
                chain.seal(request, Garbage.in(reply.build(), committed, Garbage.of(fault)), key));
        case REFUSE ->
            replies.onNext(
                chain.seal(
                    request,
                    SessionReply.newBuilder()
                        .setFailed(Failed.newBuilder().setCode("BUSY").setMessage("no place"))
                        .build(),
                    key));
        case NONE -> throw new IllegalStateException();
      }
    }

    private void take(Commit commit) {
      int kept = commit.getLength() - commit.getTokensCount();
      if (kept < 0 || kept > held.length) {
        throw new IllegalStateException("a commit that does not follow: " + commit);
      }
      held = Arrays.copyOf(held, commit.getLength());
      for (int i = 0; i < commit.getTokensCount(); i++) {
        held[kept + i] = commit.getTokens(i);
      }
      committed = held.length;
    }

    private Distribution predicted(int length) {
      // Behind the end of the turn there is nothing to predict from.
      boolean ended = length > 0 && held[length - 1] == TinyLanguage.END;
      return constraint == null || ended ? next(held, length) : next(held, length, constraint);
    }

    private witan.protocol.v1.Distribution wire(int length) {
      Distribution next = predicted(length);
      var wire = witan.protocol.v1.Distribution.newBuilder();
      for (int i = 0; i < next.size(); i++) {
        wire.addTokens(next.token(i)).addProbabilities(next.probability(i));
      }
      return wire.build();
    }

    private static void pause(Duration delay) {
      try {
        Thread.sleep(delay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onError(Throwable error) {
      cancelled.incrementAndGet();
      gone();
    }

    @Override
    public void onCompleted() {
      gone();
      replies.onCompleted();
    }

    private void gone() {
      if (counted) {
        counted = false;
        open.decrementAndGet();
      }
    }
  }

  /** Sends bytes that are no message in the place of {@link #UNREADABLE}. */
  private static final class Breaking implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> handler) {
      return handler.startCall(
          new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            @SuppressWarnings("unchecked")
            public void sendMessage(R message) {
              byte[] bytes;
              try {
                bytes = ((InputStream) message).readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              boolean unreadable = Arrays.equals(bytes, UNREADABLE.toByteArray());
              super.sendMessage(
                  (R) new ByteArrayInputStream(unreadable ? new byte[] {-1, -1, -1} : bytes));
            }
          },
          metadata);
    }
  }

  /** Keeps a call's headers where its handlers find them. */
  private final class Headers implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> handler) {
      Map<String, String> headers = new HashMap<>();
      for (String key : metadata.keys()) {
        if (!key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          headers.put(key, metadata.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER)));
        }
      }
      headerNames.addAll(headers.keySet());
      if (headers.containsKey("traceparent")) {
        traceParents.add(headers.get("traceparent"));
      }
      return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
          Contexts.interceptCall(
              Context.current().withValue(HEADERS, headers), call, metadata, handler)) {};
    }
  }
}
