package witan.inference.retrieval;

/** Turns a text into a vector of unit length: the same text always into the same bits. */
@FunctionalInterface
public interface TextEmbedder {

  /** The vector of {@code text}. */
  float[] embed(String text);
}
