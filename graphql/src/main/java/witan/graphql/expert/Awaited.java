package witan.graphql.expert;

/** What an expert was asked for already. */
public interface Awaited<T> {

  /** Waits until it is there, or the deadline of its request is over. */
  T await() throws ExpertLostException, InterruptedException;
}
