package witan.engine.text;

/** Turns a word, or a text that is not cut into words, into tokens. Immutable. */
interface WordModel {

  /** The tokens of a word that is not empty. */
  int[] tokens(String word);
}
