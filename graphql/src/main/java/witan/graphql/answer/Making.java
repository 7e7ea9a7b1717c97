package witan.graphql.answer;

import java.util.function.Consumer;

/** Makes one answer on the calling thread. */
public interface Making {

  /**
   * @param listener is told what happens on the way
   */
  Answer make(Consumer<AnswerEvent> listener) throws InterruptedException;
}
