package witan.functions.function;

/** A request that can't be served, with the HTTP status and the sentence to answer it with. */
public final class Refused extends RuntimeException {

  private final int status;

  public Refused(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
