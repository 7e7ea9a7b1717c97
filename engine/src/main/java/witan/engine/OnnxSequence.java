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
    Arguments.check(model, length(), tokens, lastN);
    return scheduler.append(this, tokens, lastN);
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
