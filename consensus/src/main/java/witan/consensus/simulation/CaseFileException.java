package witan.consensus.simulation;

/** A case file that can't be used; the message is a sentence that says where and why. */
public final class CaseFileException extends RuntimeException {

  CaseFileException(String sentence) {
    super(sentence);
  }
}
