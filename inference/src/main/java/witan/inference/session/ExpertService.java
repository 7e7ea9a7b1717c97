package witan.inference.session;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import witan.embedding.Embedder;
import witan.embedding.Vectors;
import witan.inference.expert.ExpertConfig;
import witan.inference.expert.ExpertKey;
import witan.inference.expert.Meters;
import witan.inference.expert.OpenSessions;
import witan.inference.model.LiveExpert;
import witan.inference.model.LoadedExpert;
import witan.mixture.text.Vocabulary;
import witan.protocol.signature.EvidenceSignature;
import witan.protocol.v1.EvidenceReply;
import witan.protocol.v1.EvidenceRequest;
import witan.protocol.v1.Expert;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;
import witan.protocol.v1.VocabularyChunk;
import witan.protocol.v1.VocabularyRequest;
import witan.telemetry.Tracing;

/** The expert as gateways and auditors call it: {@code expert.proto}. */
@GrpcService
public class ExpertService implements Expert {

  /** Tokens of one chunk: a chunk stays far below gRPC's limit of 4 MB. */
  private static final int CHUNK = 4_096;

  private final Callers callers;
  private final ExpertKey key;
  private final LiveExpert live;
  private final OpenSessions sessions;
  private final Meters meters;
  private final Tracing tracing;
  private final Duration idle;
  private final ExecutorService workers;

  ExpertService(
      Callers callers,
      ExpertKey key,
      LiveExpert live,
      OpenSessions sessions,
      Meters meters,
      Tracing tracing,
      ExpertConfig config,
      @VirtualThreads ExecutorService workers) {
    this.callers = callers;
    this.key = key;
    this.live = live;
    this.sessions = sessions;
    this.meters = meters;
    this.tracing = tracing;
    this.idle = config.sessions().idle();
    this.workers = workers;
  }

  @Override
  public Uni<EvidenceReply> evidence(EvidenceRequest request) {
    IncomingCall call = IncomingCall.current();
    return Uni.createFrom().item(() -> evidence(call, request)).runSubscriptionOn(workers);
  }

  @Override
  public Multi<VocabularyChunk> vocabulary(VocabularyRequest request) {
    IncomingCall call = IncomingCall.current();
    return Uni.createFrom()
        .item(() -> vocabulary(call, request))
        .runSubscriptionOn(workers)
        .onItem()
        .transformToMulti(chunks -> Multi.createFrom().iterable(chunks));
  }

  @Override
  public Multi<SessionReply> session(Multi<SessionRequest> requests) {
    SessionExchange exchange =
        new SessionExchange(
            IncomingCall.current(), callers, key.pair(), live, sessions, meters, tracing);
    return requests
        .ifNoItem()
        .after(idle)
        .fail()
        .onFailure(TimeoutException.class)
        .transform(_ ->
            Status.DEADLINE_EXCEEDED
                .withDescription("The session was silent for " + idle + " and was closed.")
                .asRuntimeException())
        .onItem()
        .transformToUniAndConcatenate(request ->
            Uni.createFrom().item(() -> exchange.handle(request)).runSubscriptionOn(workers))
        .onTermination()
        .invoke(exchange::close);
  }

  private EvidenceReply evidence(IncomingCall call, EvidenceRequest request) {
    byte[] signature = callers.admit(call, request);
    if (request.getEmbeddingCount() != Embedder.DIMENSIONS) {
      throw Status.INVALID_ARGUMENT
          .withDescription(
              "The embedding has %d numbers; send the %d of %s."
                  .formatted(request.getEmbeddingCount(), Embedder.DIMENSIONS, Embedder.MODEL))
          .asRuntimeException();
    }
    float[] embedding = new float[Embedder.DIMENSIONS];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = request.getEmbedding(i);
      if (!Float.isFinite(embedding[i])) {
        throw Status.INVALID_ARGUMENT
            .withDescription("The embedding holds a number that is not finite.")
            .asRuntimeException();
      }
    }
    OptionalDouble evidence =
        meters.retrieval(() -> loaded().retrieval().evidence(Vectors.unit(embedding)));
    EvidenceReply.Builder reply = EvidenceReply.newBuilder().setHasCorpus(evidence.isPresent());
    evidence.ifPresent(best -> reply.setEvidence((float) best));
    return EvidenceSignature.sign(reply.build(), signature, key.pair());
  }

  private List<VocabularyChunk> vocabulary(IncomingCall call, VocabularyRequest request) {
    callers.admit(call, request);
    Vocabulary vocabulary = loaded().vocabulary();
    if (!request.getVocabularyId().equals(vocabulary.id())) {
      throw Status.NOT_FOUND
          .withDescription("This expert's vocabulary is " + vocabulary.id() + ".")
          .asRuntimeException();
    }
    List<VocabularyChunk> chunks = new ArrayList<>();
    for (int first = 0; first < vocabulary.size(); first += CHUNK) {
      VocabularyChunk.Builder chunk = VocabularyChunk.newBuilder().setFirst(first);
      for (int i = first; i < Math.min(vocabulary.size(), first + CHUNK); i++) {
        chunk.addTokens(ByteString.copyFrom(vocabulary.bytes(i)));
      }
      if (first == 0) {
        for (int end : vocabulary.endOfTurn()) {
          chunk.addEndOfTurn(end);
        }
      }
      chunks.add(chunk.build());
    }
    return chunks;
  }

  private LoadedExpert loaded() {
    return live.get()
        .orElseThrow(
            () -> Status.UNAVAILABLE.withDescription(live.waitingFor()).asRuntimeException());
  }
}
