package witan.graphql.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerException;
import witan.telemetry.Along;

/** Makes the choices of one request side by side. */
final class Choices {

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private Choices() {}

  /** Makes the answer with this index. */
  interface Maker {
    Answer make(int index) throws InterruptedException;
  }

  /** All answers in order; the first failure ends them all. */
  static List<Answer> all(int count, Maker maker) throws InterruptedException {
    if (count == 1) {
      return List.of(maker.make(0));
    }
    List<Future<Answer>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      running.add(THREADS.submit(Along.task(() -> maker.make(index))));
    }
    try {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> future : running) {
        answers.add(future.get());
      }
      return answers;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case AnswerException refused -> throw refused;
        case RuntimeException other -> throw other;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      running.forEach(future -> future.cancel(true));
    }
  }
}
