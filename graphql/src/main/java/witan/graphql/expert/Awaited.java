package witan.graphql.expert;

/** What an expert was asked for already. */
public interface Awaited<T> {

  /**
   * Waits until it is there, or the deadline of its request is over.
   *
   * @param overdue is run once, on this thread, when it takes longer than is usual for the expert:
   *     it may be lost, and the deadline is still far
   */
  T await(Runnable overdue) throws ExpertLostException, InterruptedException;

  /** The same for one that nothing can be done about meanwhile. */
  default T await() throws ExpertLostException, InterruptedException {
    return await(() -> {});
  }
}
