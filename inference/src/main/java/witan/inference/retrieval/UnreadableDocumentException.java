package witan.inference.retrieval;

/** A file whose text cannot be had; the message says why and what its owner can do. */
final class UnreadableDocumentException extends Exception {

  UnreadableDocumentException(String message) {
    super(message, null, false, false);
  }
}
