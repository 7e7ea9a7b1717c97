package witan.graphql.http;

/** Nobody reads the answer any more; whatever is being made for it can stop. */
public final class ClientGoneException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ClientGoneException(String message) {
    super(message, null, false, false);
  }
}
