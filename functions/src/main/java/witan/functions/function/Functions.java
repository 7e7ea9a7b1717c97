package witan.functions.function;

import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.ProcessingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.embedding.EmbeddingModel;
import witan.functions.learning.Learning;
import witan.functions.question.Embedders;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.GateVersion;
import witan.protocol.gate.LearnRequest;

/**
 * The functions as Funqy serves them: {@code POST /gate}, {@code POST /embed} and {@code POST
 * /learn}.
 */
public class Functions {

  private static final Logger LOG = Logger.getLogger(Functions.class);

  private final Gating gating;
  private final Learning learning;
  private final Embedders embedders;
  private final GateConfig config;

  Functions(Gating gating, Learning learning, Embedders embedders, GateConfig config) {
    this.gating = gating;
    this.learning = learning;
    this.embedders = embedders;
    this.config = config;
  }

  /** Whom to ask a question. */
  @Funq
  public Uni<GateReply> gate(@Nullable GateRequest request) {
    return gating.reply(request);
  }

  /**
   * Texts to vectors: one after the other, because the models give a text other numbers in company,
   * unless the operator prefers speed.
   */
  @Funq
  public Uni<EmbedReply> embed(@Nullable EmbedRequest request) {
    if (request == null) {
      throw new Refused(400, "send a JSON object with \"texts\"");
    }
    EmbeddingModel model = model(request.model());
    List<String> texts = request.texts();
    Uni<List<float[]>> vectors =
        config.embedTogether()
            ? embedders.together(model, texts)
            : embedders.eachAlone(model, texts);
    int tokens = embedders.tokens(model, texts);
    return vectors.map(all -> new EmbedReply(model.id(), all.toArray(float[][]::new), tokens));
  }

  /** Teaches the gate what audits found; only for this operator's services, see {@link Keyed}. */
  @Funq
  public GateVersion learn(@Nullable LearnRequest request) {
    if (request == null) {
      throw new Refused(400, "send a JSON object with \"id\" and \"answers\"");
    }
    GateVersion learned;
    try {
      learned = learning.learn(request);
    } catch (ProcessingException | IllegalStateException e) {
      LOG.warnf("nothing was learned, since the ledger does not answer: %s", e);
      throw new Refused(503, "the ledger can't store what was learned; send the same again soon");
    }
    if (learned == null) {
      throw new Refused(503, "others teach the gate at the same time; send the same again soon");
    }
    return learned;
  }

  private static EmbeddingModel model(@Nullable String name) {
    if (name == null) {
      return EmbeddingModel.MINILM;
    }
    return EmbeddingModel.of(name)
        .orElseThrow(() ->
            new Refused(
                400,
                "there is no embedding model of this name; there are "
                    + Arrays.stream(EmbeddingModel.values())
                        .map(EmbeddingModel::id)
                        .collect(Collectors.joining(" and "))));
  }
}
