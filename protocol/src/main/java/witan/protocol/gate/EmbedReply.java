package witan.protocol.gate;

/**
 * The texts' embeddings, in their order.
 *
 * @param model what made them
 * @param embeddings each 384 numbers of unit length
 * @param tokens how many all texts have together
 */
public record EmbedReply(String model, float[][] embeddings, int tokens) {

  public EmbedReply {
    if (model == null || embeddings == null) {
      throw new IllegalArgumentException("an embed reply has \"model\" and \"embeddings\"");
    }
  }
}
