package witan.ledger.http;

/** Why something that was asked for was not done. Names are part of the API: add, never rename. */
public enum Refusal {
  WRONG_TYPE(400, "The message is of another type"),
  WRONG_SIGNATURE(403, "The signature does not fit"),
  WRONG_HOTKEY(403, "The message speaks for another hotkey"),
  OUT_OF_DATE(400, "The message is out of date"),
  ENDPOINT_NOT_PUBLIC(400, "The endpoint is within somebody's own network"),
  NOT_REGISTERED(404, "The hotkey is not registered"),
  ID_TAKEN(409, "The id was used for something else"),
  OVERTAKEN(409, "A later message has been seen"),
  MOVED_TOO_SOON(409, "The endpoint was changed not long ago"),
  SUBNET_FULL(409, "The subnet is full"),
  NOT_ON_TOP(409, "The gate goes by another version"),
  NO_SUCH_VERSION(404, "No such version is kept");

  private final int status;
  private final String title;

  Refusal(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** As HTTP has it. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
