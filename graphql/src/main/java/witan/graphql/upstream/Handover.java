package witan.graphql.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.http.Call;

/**
 * One request that is handed on: what the upstream says goes to the client piece by piece, on the
 * event loop that the client's connection belongs to. Of the pieces no other thread is woken, which
 * on a busy machine costs more than all that is done with them.
 *
 * <p>Its fields are the event loop's, but for what {@link #await} waits for.
 */
final class Handover {

  private static final int LARGEST = 16 << 20;

  /** A reply that is no stream. */
  record Whole(int status, String type, byte[] content) {}

  private final Vertx vertx;
  private final Call call;
  private final Deadlines deadlines;
  private final IntConsumer answered;
  private final @Nullable LongConsumer used;
  private final CompletableFuture<@Nullable Whole> over = new CompletableFuture<>();
  private final Buffer whole = Buffer.buffer();
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private long events;
  private byte last;
  private long lastAt;
  private long timer;
  private boolean waitsForReader;

  /**
   * @param answered is told the status of the reply, once it has begun
   * @param used is told how many events the client was sent, about one a token, when the last was;
   *     null if nobody counts them
   */
  Handover(
      Vertx vertx,
      Call call,
      Deadlines deadlines,
      IntConsumer answered,
      @Nullable LongConsumer used) {
    this.vertx = vertx;
    this.call = call;
    this.deadlines = deadlines;
    this.answered = answered;
    this.used = used;
  }

  /** To be called on the event loop of the call. */
  void begin(HttpClient http, RequestOptions options, byte[] body) {
    lastAt = System.nanoTime();
    watch(deadlines.first());
    http.request(options)
        .onFailure(this::broken)
        .onSuccess(made -> {
          request = made;
          if (over.isDone()) { // who asked has gone, or waited long enough
            made.reset();
            return;
          }
          made.send(Buffer.buffer(body)).onFailure(this::broken).onSuccess(this::answer);
        });
  }

  /**
   * Waits until all is said.
   *
   * @return the reply if it is no stream, for the caller to send; null if it was sent
   * @throws IOException when the upstream can't be reached, breaks off, or falls silent
   */
  @Nullable Whole await() throws IOException, InterruptedException {
    try {
      return over.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException lost -> throw lost;
        case RuntimeException goneOrBug -> throw goneOrBug;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Breaks it off, if it is not over. */
  void close() {
    if (!over.isDone()) {
      call.onLoop(() -> fail(new IOException("it was given up")));
    }
  }

  private void answer(HttpClientResponse begun) {
    if (over.isDone()) {
      return;
    }
    response = begun;
    answered.accept(begun.statusCode());
    lastAt = System.nanoTime();
    vertx.cancelTimer(timer);
    watch(deadlines.between());
    begun.exceptionHandler(this::broken);
    String type = Objects.requireNonNullElse(begun.getHeader("Content-Type"), "application/json");
    if (type.startsWith("text/event-stream")) {
      call.startEvents(Map.of());
      begun.handler(piece -> guarded(() -> hand(piece)));
      begun.endHandler(ignored -> end(null));
    } else {
      begun.handler(piece -> guarded(() -> collect(piece)));
      begun.endHandler(ignored -> end(new Whole(begun.statusCode(), type, whole.getBytes())));
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void hand(Buffer piece) {
    lastAt = System.nanoTime();
    if (used != null) {
      count(piece);
    }
    if (!call.offer(piece, this::goOn)) {
      waitsForReader = true;
      response().pause();
    }
  }

  private void goOn() {
    waitsForReader = false;
    lastAt = System.nanoTime();
    response().resume();
  }

  private void collect(Buffer piece) {
    lastAt = System.nanoTime();
    whole.appendBuffer(piece);
    if (whole.length() > LARGEST) {
      fail(new IOException("its reply is larger than " + LARGEST + " bytes"));
    }
  }

  private void end(@Nullable Whole reply) {
    if (!over.isDone()) {
      finish();
      over.complete(reply);
    }
  }

  /** Not all that Vert.x says of a broken connection is an {@link IOException}. */
  private void broken(Throwable why) {
    fail(why instanceof IOException lost ? lost : new IOException(why.getMessage(), why));
  }

  private void fail(Exception why) {
    if (!over.isDone()) {
      finish();
      over.completeExceptionally(why);
      if (request != null) {
        request.reset();
      }
    }
  }

  private void finish() {
    vertx.cancelTimer(timer);
    if (used != null && events > 0) {
      used.accept(events);
    }
  }

  /** One timer looks after all pieces. */
  private void watch(Duration left) {
    timer =
        vertx.setTimer(
            Math.max(1, left.toMillis()),
            ignored -> {
              Duration silence = Duration.ofNanos(System.nanoTime() - lastAt);
              Duration most = response == null ? deadlines.first() : deadlines.between();
              if (waitsForReader) {
                watch(most); // how slow it may be is the call's to say
              } else if (silence.compareTo(most) < 0) {
                watch(most.minus(silence));
              } else {
                String how = "nothing came for " + most.toSeconds() + " s";
                fail(new IOException(how, new TimeoutException(how)));
              }
            });
  }

  private HttpClientResponse response() {
    return Objects.requireNonNull(response);
  }

  /** An empty line ends an event, wherever the pieces end. */
  private void count(Buffer piece) {
    for (int i = 0; i < piece.length(); i++) {
      byte next = piece.getByte(i);
      if (next == '\n' && last == '\n') {
        events++;
      }
      last = next;
    }
  }
}
