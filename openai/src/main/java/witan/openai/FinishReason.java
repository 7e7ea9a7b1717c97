package witan.openai;

/** Why an answer ended. */
public enum FinishReason {
  /** The model ended its turn, or a stop string came. */
  STOP("stop"),
  /** It has as many tokens as were asked for, or the context is full. */
  LENGTH("length");

  private final String word;

  FinishReason(String word) {
    this.word = word;
  }

  /** As in JSON. */
  public String word() {
    return word;
  }
}
