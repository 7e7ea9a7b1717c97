package witan.functions.function;

import io.quarkus.funqy.Funq;
import org.jspecify.annotations.Nullable;
import witan.embedding.Embedder;
import witan.functions.question.Embedders;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;

/** The functions as Funqy serves them: {@code POST /gate} and {@code POST /embed}. */
public class Functions {

  private final Gating gating;
  private final Embedders embedders;

  Functions(Gating gating, Embedders embedders) {
    this.gating = gating;
    this.embedders = embedders;
  }

  /** Whom to ask a question. */
  @Funq
  public GateReply gate(@Nullable GateRequest request) {
    return gating.reply(request);
  }

  /** Texts to vectors, one after the other: the model gives a text other numbers in company. */
  @Funq
  public EmbedReply embed(@Nullable EmbedRequest request) {
    if (request == null) {
      throw new Refused(400, "send a JSON object with \"texts\"");
    }
    float[][] vectors = new float[request.texts().size()][];
    int tokens = 0;
    for (int i = 0; i < vectors.length; i++) {
      String text = request.texts().get(i);
      vectors[i] = embedders.of(text);
      tokens += embedders.tokens(text);
    }
    return new EmbedReply(Embedder.MODEL, vectors, tokens);
  }
}
