package witan.engine;

/** A sequence whose tokens the {@link Scheduler} computes; under its lock but for the checks. */
final class OnnxSequence implements Sequence {
  final KeptText text;

  /** Whether it has a request. */
  boolean waits;

  /** Whether a pass computes on its pages. */
  boolean running;

  boolean closed;

  /** Whether its next request came right after the last one's end so far. */
  boolean comesBackAtOnce = true;

  /** When a pass last computed for it, as the scheduler counts. */
  long lastUsed;

  private final OnnxLanguageModel model;
  private final Scheduler scheduler;

  OnnxSequence(OnnxLanguageModel model, Scheduler scheduler, KeptText text) {
    this.model = model;
    this.scheduler = scheduler;
    this.text = text;
  }

  @Override
  public int length() {
    return scheduler.length(this);
  }

  @Override
  public float[][] append(int[] tokens, int lastN) {
    check(tokens, lastN);
    return scheduler.append(this, tokens, lastN);
  }

  private void check(int[] tokens, int lastN) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("there is no token to append");
    }
    if (lastN < 0 || lastN > tokens.length) {
      throw new IllegalArgumentException(
          "logits can be had after 0 to %d tokens, not %d".formatted(tokens.length, lastN));
    }
    int vocabulary = model.tokenizer().vocabularySize();
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException(
            "the vocabulary has no token %d, only 0 to %d".formatted(token, vocabulary - 1));
      }
    }
    int room = model.contextLength() - length();
    if (tokens.length > room) {
      throw new ContextFullException(
          "%d tokens do not fit: the context holds %d, of which %d are left"
              .formatted(tokens.length, model.contextLength(), room));
    }
  }

  @Override
  public void truncate(int newLength) {
    scheduler.truncate(this, newLength);
  }

  @Override
  public void close() {
    scheduler.close(this);
  }
}
