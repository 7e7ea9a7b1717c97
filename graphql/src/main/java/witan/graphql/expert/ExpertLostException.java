package witan.graphql.expert;

/**
 * An expert is of no further use for this answer.
 *
 * <p>Checked, because whoever talks to an expert must have another way to go on.
 */
public final class ExpertLostException extends Exception {

  private static final long serialVersionUID = 1;

  /** What kind of loss it was. */
  public enum Loss {
    /** It can't be reached, died, or ended the session. */
    DEAD,
    /** It did not answer before the deadline. */
    SILENT,
    /** What it sent was broken or wrongly signed. */
    BROKEN,
    /** It is there, but refused: it has no free place, or does not serve this. */
    REFUSED,
    /** The question is too long for it. */
    CONTEXT_FULL,
    /** The question itself is at fault: a picture cannot be read, or a schema not be kept to. */
    BAD_QUESTION
  }

  private final Loss loss;

  public ExpertLostException(Loss loss, String reason) {
    super(reason, null, false, false);
    this.loss = loss;
  }

  public Loss loss() {
    return loss;
  }

  /** Whether it says something about the expert, and not about the question or the moment. */
  public boolean isFault() {
    return loss == Loss.DEAD || loss == Loss.SILENT || loss == Loss.BROKEN;
  }
}
