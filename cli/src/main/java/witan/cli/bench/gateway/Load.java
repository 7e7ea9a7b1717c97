package witan.cli.bench.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import witan.cli.Json;

/**
 * The load generator: carries out an {@link Order} for each line that it reads, and answers each
 * with a line, its {@link Outcome}. Clients work in a closed loop, one request after the other.
 */
final class Load {

  private static final double MILLI = 1e6;
  private static final int STALLED_AFTER = 3;

  /** Of a client that streams, in paces. */
  private static final int LONGEST_PAUSE = 16;

  private Load() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Outcome outcome = carryOut(Json.MAPPER.readValue(line, Order.class));
      System.out.println(Json.MAPPER.writeValueAsString(outcome));
    }
  }

  /** Carries one out, and returns when all its clients are done. */
  static Outcome carryOut(Order order) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Tally>> running = new ArrayList<>();
    try (ExecutorService clients =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (int i = 0; i < order.clients(); i++) {
        int client = i;
        running.add(
            clients.submit(() -> {
              start.await();
              return order.streams() > 0 ? streams(order, client) : requests(order);
            }));
      }
      long began = System.nanoTime();
      start.countDown();
      Tally all = new Tally();
      for (Future<Tally> one : running) {
        all.add(one.get());
      }
      return all.outcome((System.nanoTime() - began) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Tally requests(Order order) {
    Tally tally = new Tally();
    long end = System.nanoTime() + (long) (order.seconds() * 1e9);
    try (Client client = new Client(order)) {
      while (System.nanoTime() < end) {
        try {
          tally.answered(client.whole());
        } catch (IOException e) {
          tally.failed(e);
        }
      }
    }
    return tally;
  }

  /**
   * The clients begin at different moments of a pace, and pause a while between two streams, as
   * they would: without a pause, those that once began together would always do so.
   */
  private static Tally streams(Order order, int number) throws InterruptedException {
    Tally tally = new Tally();
    long pace = TimeUnit.MILLISECONDS.toNanos(MockExpert.PACE_MILLIS);
    SplittableRandom pauses = new SplittableRandom(number); // each server's are the same
    TimeUnit.NANOSECONDS.sleep(pace * number / order.clients());
    try (Client client = new Client(order)) {
      for (int i = 0; i < order.streams(); i++) {
        try {
          Client.Stream stream = client.stream();
          tally.streamed(stream, stream.longestGap() > STALLED_AFTER * pace);
        } catch (IOException e) {
          tally.failed(e);
          tally.stalled++;
        }
        TimeUnit.NANOSECONDS.sleep(pauses.nextLong(LONGEST_PAUSE * pace));
      }
    }
    return tally;
  }

  /** What one client, or all of them, met with. */
  private static final class Tally {
    private long[] nanos = new long[1024];
    private int answered;
    private int failed;
    private int stalled;
    private long longestGap;
    private String failure = "";

    void answered(long took) {
      if (answered == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * answered);
      }
      nanos[answered++] = took;
    }

    void streamed(Client.Stream stream, boolean hasStalled) {
      answered(stream.first());
      longestGap = Math.max(longestGap, stream.longestGap());
      stalled += hasStalled ? 1 : 0;
    }

    void failed(IOException e) {
      failed++;
      failure = failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
    }

    void add(Tally other) {
      nanos = Arrays.copyOf(nanos, Math.max(nanos.length, answered + other.answered));
      System.arraycopy(other.nanos, 0, nanos, answered, other.answered);
      answered += other.answered;
      failed += other.failed;
      stalled += other.stalled;
      longestGap = Math.max(longestGap, other.longestGap);
      failure = failure.isEmpty() ? other.failure : failure;
    }

    Outcome outcome(double seconds) {
      Arrays.sort(nanos, 0, answered);
      return new Outcome(
          answered,
          failed,
          answered / seconds,
          quantile(0.5),
          quantile(0.99),
          stalled,
          longestGap / MILLI,
          failure);
    }

    private double quantile(double part) {
      return answered == 0 ? 0 : nanos[(int) Math.min(answered - 1, part * answered)] / MILLI;
    }
  }
}
