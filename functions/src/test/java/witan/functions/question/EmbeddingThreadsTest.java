package witan.functions.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EmbeddingThreadsTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final EmbeddingThreads threads = new EmbeddingThreads(1, 2);
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch finish = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    finish.countDown();
    threads.close();
  }

  private Uni<String> work(String name) {
    return threads.run(
        () -> {
          done.add(name);
          return name;
        },
        LONG);
  }

  /** Keeps the only thread until {@link #finish}. */
  private CompletableFuture<String> blocker() throws InterruptedException {
    CompletableFuture<String> blocked =
        threads
            .run(
                () -> {
                  running.countDown();
                  try {
                    finish.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return Thread.currentThread().getName();
                },
                LONG)
            .subscribeAsCompletionStage();
    running.await();
    return blocked;
  }

  @Test
  void workIsDoneInItsOrderOnThreadsOfItsOwnAndHandedOnElsewhere() throws Exception {
    CompletableFuture<String> blocked = blocker();
    List<CompletableFuture<String>> both =
        IntStream.range(0, 2)
            .mapToObj(i ->
                work("work " + i)
                    .map(name -> name + Thread.currentThread().getName().startsWith("embedding"))
                    .subscribeAsCompletionStage())
            .toList();
    finish.countDown();

    assertThat(blocked.get()).startsWith("embedding-");
    assertThat(both.get(0).get()).isEqualTo("work 0false");
    assertThat(both.get(1).get()).isEqualTo("work 1false");
    assertThat(done).containsExactly("work 0", "work 1");
  }

  @Test
  void whereTooManyWaitOneMoreIsRefusedAtOnce() throws Exception {
    blocker();
    assertThat(work("first").subscribeAsCompletionStage()).isNotDone();
    assertThat(work("second").subscribeAsCompletionStage()).isNotDone();

    assertThatThrownBy(() -> work("third").await().atMost(LONG))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotDoneAndLeavesItsPlace() throws Exception {
    blocker();
    Cancellable given = work("given up").subscribe().with(name -> {});
    Uni<String> late = threads.run(() -> "late", Duration.ofMillis(20));
    given.cancel();

    assertThatThrownBy(() -> late.await().atMost(LONG)).isInstanceOf(TimeoutException.class);

    assertThat(threads.waiting()).isZero();
    CompletableFuture<String> last = work("last").subscribeAsCompletionStage();
    finish.countDown();
    assertThat(last.get()).isEqualTo("last");
    assertThat(done).containsExactly("last");
  }

  @Test
  void workThatFailsFailsItsCallerAndNobodyElse() {
    Uni<String> broken =
        threads.run(
            () -> {
              throw new IllegalStateException("the model broke");
            },
            LONG);

    assertThatThrownBy(() -> broken.await().atMost(LONG)).hasMessage("the model broke");
    assertThat(work("next").await().atMost(LONG)).isEqualTo("next");
  }
}
