package witan.inference.session;

import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import witan.protocol.key.Hotkey;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.Deterministic;
import witan.protocol.signature.SessionChain;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Open;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;

/** A session as a gateway has it: one request, one reply, each reply's chain checked. */
final class GatewaySide implements AutoCloseable {

  private final Hotkey expert;
  private final LinkedBlockingQueue<Object> replies = new LinkedBlockingQueue<>();
  private final Context.CancellableContext context = Context.current().withCancellation();
  private final StreamObserver<SessionRequest> requests;
  private final SessionChain chain;

  GatewaySide(ManagedChannel channel, Map<String, String> headers, Hotkey expert) {
    this.expert = expert;
    this.chain = SessionChain.start(CallSigner.signatureOf(headers));
    StreamObserver<SessionReply> observer =
        new StreamObserver<>() {
          @Override
          public void onNext(SessionReply reply) {
            replies.add(reply);
          }

          @Override
          public void onError(Throwable error) {
            replies.add(error);
          }

          @Override
          public void onCompleted() {
            replies.add("completed");
          }
        };
    ExpertGrpc.ExpertStub stub = ExpertGrpc.newStub(channel).withInterceptors(attach(headers));
    StreamObserver<SessionRequest>[] sent = newArray();
    context.run(() -> sent[0] = stub.session(observer));
    this.requests = sent[0];
  }

  static GatewaySide open(ManagedChannel channel, CallSigner signer, Hotkey expert, Open open)
      throws InterruptedException {
    GatewaySide session =
        new GatewaySide(
            channel,
            signer.sign("POST", "/witan.v1.Expert/Session", Deterministic.bytes(open), expert),
            expert);
    session.send(SessionRequest.newBuilder().setOpen(open).build());
    return session;
  }

  static ClientInterceptor attach(Map<String, String> headers) {
    Metadata metadata = new Metadata();
    headers.forEach((name, value) ->
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  private SessionRequest last = SessionRequest.getDefaultInstance();

  void send(SessionRequest request) {
    last = request;
    requests.onNext(request);
  }

  /** The reply to the last request; fails unless it is chained and signed. */
  SessionReply reply() throws InterruptedException {
    Object next = next();
    if (!(next instanceof SessionReply reply)) {
      throw new AssertionError("no reply but " + next);
    }
    if (!chain.accepts(last, reply, expert)) {
      throw new AssertionError("a reply that is not chained and signed: " + reply);
    }
    return reply;
  }

  /** What came next: a reply, an error or the end. */
  Object next() throws InterruptedException {
    Object next = replies.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no answer in 10 s");
    }
    return next;
  }

  SessionReply ask(SessionRequest request) throws InterruptedException {
    send(request);
    return reply();
  }

  void cancel() {
    context.cancel(null);
  }

  @Override
  public void close() {
    requests.onCompleted();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static StreamObserver<SessionRequest>[] newArray() {
    return new StreamObserver[1];
  }
}
