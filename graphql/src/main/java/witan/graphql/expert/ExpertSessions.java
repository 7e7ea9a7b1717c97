package witan.graphql.expert;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.mixture.text.Vocabulary;
import witan.protocol.gate.FirstToken;
import witan.protocol.network.ExpertRecord;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.Deterministic;
import witan.protocol.signature.EvidenceSignature;
import witan.protocol.v1.EvidenceReply;
import witan.protocol.v1.EvidenceRequest;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Open;
import witan.protocol.v1.VocabularyChunk;
import witan.protocol.v1.VocabularyRequest;
import witan.telemetry.Along;

/** Everything that experts are asked. Calls block and belong on virtual threads. */
@ApplicationScoped
public class ExpertSessions {

  private static final String SERVICE = "/witan.v1.Expert/";
  private static final int LARGEST_VOCABULARY = 1 << 20;
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final Channels channels;
  private final CallSigner signer;
  private final ExpertWatch watch;
  private final Paces paces = new Paces();
  private final Map<String, Vocabulary> vocabularies = new ConcurrentHashMap<>();

  @Inject
  public ExpertSessions(Channels channels, CallSigner signer, ExpertWatch watch) {
    this.channels = channels;
    this.signer = signer;
    this.watch = watch;
  }

  /** Nobody watches. */
  public ExpertSessions(Channels channels, CallSigner signer) {
    this(channels, signer, ExpertWatch.none());
  }

  /** How quick this expert has been. */
  public Pace pace(ExpertRecord expert) {
    return paces.of(expert.descriptor().hotkey().toString());
  }

  /** How quick the experts asked last have been, for the gate. */
  public List<FirstToken> firstTokens() {
    return paces.firstTokens();
  }

  /** Asks for a session, which opens while the caller goes on. */
  public ExpertSession open(ExpertRecord expert, Open open, Duration within)
      throws ExpertLostException {
    ExpertWatch.Watched watched = watch.session(expert);
    try {
      ManagedChannel channel = channels.to(expert.descriptor());
      Map<String, String> headers = signed(expert, "Session", Deterministic.bytes(open));
      Metadata metadata = metadata(headers, watched.step().headers());
      ExpertGrpc.ExpertStub stub =
          ExpertGrpc.newStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
      return new ExpertSession(
          expert, pace(expert), stub, CallSigner.signatureOf(headers), open, within, watched);
    } catch (ExpertLostException e) {
      watched.lost(e);
      watched.close();
      throw e;
    }
  }

  /**
   * Asks experts side by side how well their corpora fit; by hotkey. Who does not answer in time is
   * silent.
   *
   * @param atMost the longest wait; an expert's {@link Pace} may make it shorter
   */
  public Map<String, Evidence> evidence(
      List<ExpertRecord> experts, float[] embedding, Duration atMost) throws InterruptedException {
    EvidenceRequest.Builder builder = EvidenceRequest.newBuilder();
    for (float number : embedding) {
      builder.addEmbedding(number);
    }
    EvidenceRequest request = builder.build();
    List<Future<Evidence>> running = new ArrayList<>();
    for (ExpertRecord expert : experts) {
      running.add(
          THREADS.submit(
              Along.task(() ->
                  watch.evidence(expert, trace -> evidence(expert, request, atMost, trace)))));
    }
    Map<String, Evidence> found = new HashMap<>();
    try {
      for (int i = 0; i < experts.size(); i++) {
        found.put(experts.get(i).descriptor().hotkey().toString(), running.get(i).get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      running.forEach(future -> future.cancel(true));
    }
    return found;
  }

  private Evidence evidence(
      ExpertRecord expert, EvidenceRequest request, Duration atMost, Map<String, String> trace) {
    Pace pace = pace(expert);
    Duration within = pace.evidence(atMost);
    long started = System.nanoTime();
    try {
      Map<String, String> headers = signed(expert, "Evidence", Deterministic.bytes(request));
      EvidenceReply reply =
          ExpertGrpc.newBlockingStub(channels.to(expert.descriptor()))
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata(headers, trace)))
              .withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS)
              .evidence(request);
      long took = System.nanoTime() - started;
      pace.gaveEvidence(took);
      pace.travelled(took);
      if (!EvidenceSignature.verify(
          reply, CallSigner.signatureOf(headers), expert.descriptor().hotkey())) {
        return new Evidence.Silent("its evidence is not signed by its hotkey", true);
      }
      if (!reply.getHasCorpus()) {
        return new Evidence.NoCorpus();
      }
      return Float.isFinite(reply.getEvidence())
          ? new Evidence.Found(reply.getEvidence())
          : new Evidence.Silent("its evidence is not a number", true);
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (code == Status.Code.DEADLINE_EXCEEDED) {
        pace.gaveEvidence(within.toNanos());
      }
      boolean refused =
          code == Status.Code.RESOURCE_EXHAUSTED
              || code == Status.Code.PERMISSION_DENIED
              || code == Status.Code.UNAUTHENTICATED;
      return new Evidence.Silent("it gave no evidence (" + code + ")", !refused);
    } catch (ExpertLostException e) {
      return new Evidence.Silent(String.valueOf(e.getMessage()), true);
    }
  }

  /**
   * What the expert's tokens mean; asked once for each vocabulary, whichever expert has it.
   *
   * @throws ExpertLostException when what it sends is not the vocabulary that its descriptor names
   */
  public Vocabulary vocabulary(ExpertRecord expert, Duration within) throws ExpertLostException {
    String id = expert.descriptor().vocabulary();
    Vocabulary known = vocabularies.get(id);
    if (known != null) {
      return known;
    }
    Vocabulary fetched = fetch(expert, id, within);
    if (!fetched.id().equals(id)) {
      throw new ExpertLostException(
          Loss.BROKEN, "the vocabulary it sent is not the one that it registered");
    }
    Vocabulary earlier = vocabularies.putIfAbsent(id, fetched);
    return earlier == null ? fetched : earlier;
  }

  private Vocabulary fetch(ExpertRecord expert, String id, Duration within)
      throws ExpertLostException {
    VocabularyRequest request = VocabularyRequest.newBuilder().setVocabularyId(id).build();
    Map<String, String> headers = signed(expert, "Vocabulary", Deterministic.bytes(request));
    List<byte[]> tokens = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    try {
      Iterator<VocabularyChunk> chunks =
          ExpertGrpc.newBlockingStub(channels.to(expert.descriptor()))
              .withInterceptors(
                  MetadataUtils.newAttachHeadersInterceptor(metadata(headers, Map.of())))
              .withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS)
              .vocabulary(request);
      while (chunks.hasNext()) {
        VocabularyChunk chunk = chunks.next();
        if (chunk.getFirst() != tokens.size()
            || tokens.size() + chunk.getTokensCount() > LARGEST_VOCABULARY) {
          throw new ExpertLostException(Loss.BROKEN, "its vocabulary has gaps or no end");
        }
        chunk.getTokensList().forEach(token -> tokens.add(token.toByteArray()));
        ends.addAll(chunk.getEndOfTurnList());
      }
      return new Vocabulary(tokens, ends.stream().mapToInt(Integer::intValue).toArray());
    } catch (StatusRuntimeException e) {
      throw new ExpertLostException(
          e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED ? Loss.SILENT : Loss.DEAD,
          "it did not send its vocabulary (" + e.getStatus().getCode() + ")");
    } catch (IllegalArgumentException e) {
      throw new ExpertLostException(Loss.BROKEN, "its vocabulary is broken: " + e.getMessage());
    }
  }

  private Map<String, String> signed(ExpertRecord expert, String method, byte[] body) {
    return signer.sign("POST", SERVICE + method, body, expert.descriptor().hotkey());
  }

  /**
   * @param trace goes along unsigned: what an expert makes of it changes no answer
   */
  private static Metadata metadata(Map<String, String> signed, Map<String, String> trace) {
    Metadata metadata = new Metadata();
    for (Map<String, String> headers : List.of(signed, trace)) {
      headers.forEach((name, value) ->
          metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    }
    return metadata;
  }
}
