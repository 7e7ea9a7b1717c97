package witan.ledger.registry;

/** Why a message was not acted on. Names are part of the API: add, never rename. */
public enum Refusal {
  WRONG_TYPE(400, "The message is of another type"),
  WRONG_SIGNATURE(403, "The signature does not fit"),
  WRONG_HOTKEY(403, "The message speaks for another hotkey"),
  OUT_OF_DATE(400, "The message is out of date"),
  NOT_REGISTERED(404, "The hotkey is not registered"),
  ID_TAKEN(409, "The id was used for another registration"),
  OVERTAKEN(409, "A later message has been seen"),
  SUBNET_FULL(409, "The subnet is full");

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
