package witan.protocol.signature;

/**
 * Why a call was not believed. The constants stand in the order in which the rules are tried. Names
 * are part of the API: add, never rename.
 */
public enum CallRefusal {
  /** A header of the five is not there. */
  MISSING_HEADER,
  /** A header or a parameter cannot be read. */
  MALFORMED_HEADER,
  /** The signature is not declared to be Ed25519. */
  UNKNOWN_ALGORITHM,
  /** The signature leaves out something that it must cover. */
  UNCOVERED_COMPONENT,
  /** The key of the signature is not the sender. */
  WRONG_SENDER,
  /** The call is meant for another node. */
  WRONG_RECEIVER,
  /** Made more than 30 seconds ago. */
  TOO_OLD,
  /** Made more than 30 seconds from now. */
  IN_THE_FUTURE,
  /** The body is not the one that was signed. */
  WRONG_DIGEST,
  /** The signature does not fit. */
  WRONG_SIGNATURE,
  /** The signature is right, but the sender may not ask here. */
  SENDER_NOT_ALLOWED,
  /** The same call was seen before. */
  REPLAYED,
  /** More calls within a minute than are remembered; none is let in that could be a replay. */
  TOO_MANY_CALLS
}
