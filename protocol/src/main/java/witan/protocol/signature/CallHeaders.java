package witan.protocol.signature;

/** The headers of a signed call, in lower case as gRPC metadata wants them. */
public final class CallHeaders {

  public static final String SIGNATURE_INPUT = "signature-input";
  public static final String SIGNATURE = "signature";
  public static final String CONTENT_DIGEST = "content-digest";
  public static final String SENDER = "witan-sender";
  public static final String RECEIVER = "witan-receiver";

  /** The name of the one signature that a call carries. */
  static final String LABEL = "witan";

  /** Ed25519 as RFC 9421 names it. */
  static final String ALGORITHM = "ed25519";

  private CallHeaders() {}
}
