package witan.functions.question;

/** What makes a vector of a text while its caller waits. */
@FunctionalInterface
public interface Embedding {

  /** 384 numbers of unit length. Blocks for as long as the model computes. */
  float[] of(String text);
}
