package witan.embedding;

import java.util.Arrays;
import java.util.Optional;

/** The embedding models that come with Witan. Both give 384 numbers of unit length. */
public enum EmbeddingModel {
  /** Sentence-Transformers' all-rounder; the network's own, which the gate and evidence are of. */
  MINILM("all-MiniLM-L6-v2", "all-minilm-l6-v2-q", 256, Pooling.MEAN),

  /** BAAI's small English model, the better one where short questions look for long passages. */
  BGE_SMALL("bge-small-en-v1.5", "bge-small-en-v1.5-q", 512, Pooling.FIRST);

  /** How the vectors of a text's tokens become one. */
  enum Pooling {
    /** Their mean. */
    MEAN,
    /** The first one's, whose token stands for the whole. */
    FIRST
  }

  private final String id;
  private final String resource;
  private final int maxTokens;
  private final Pooling pooling;

  EmbeddingModel(String id, String resource, int maxTokens, Pooling pooling) {
    this.id = id;
    this.resource = resource;
    this.maxTokens = maxTokens;
    this.pooling = pooling;
  }

  /** The model that is called {@code id} in the catalogue. */
  public static Optional<EmbeddingModel> of(String id) {
    return Arrays.stream(values()).filter(model -> model.id.equals(id)).findFirst();
  }

  /** Its name in the catalogue. */
  public String id() {
    return id;
  }

  /** As many tokens of a text are read, the two around it included; the rest is cut off. */
  public int maxTokens() {
    return maxTokens;
  }

  Pooling pooling() {
    return pooling;
  }

  String weights() {
    return "/" + resource + ".onnx";
  }

  String vocabulary() {
    return "/" + resource + "-tokenizer.json";
  }
}
