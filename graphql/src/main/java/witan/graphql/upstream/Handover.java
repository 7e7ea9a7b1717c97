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
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.http.Call;
import witan.graphql.http.ClientGoneException;

/**
 * One request that is handed on: what the upstream says goes to the client piece by piece, on the
 * event loop that the client's connection belongs to. Of the pieces no other thread is woken, which
 * on a busy machine costs more than all that is done with them.
 *
 * <p>Its fields are the event loop's.
 */
final class Handover {

  private static final int LARGEST = 16 << 20;

  /** A reply that is no stream. */
  record Whole(int status, String type, byte[] content) {}

  private final Vertx vertx;
  private final Call call;
  private final Deadlines deadlines;
  private final UpstreamWatch.Watched watched;
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
   * @param used is told how many events the client was sent, about one a token, when the last was;
   *     null if nobody counts them
   */
  Handover(
      Vertx vertx,
      Call call,
      Deadlines deadlines,
      UpstreamWatch.Watched watched,
      @Nullable LongConsumer used) {
    this.vertx = vertx;
    this.call = call;
    this.deadlines = deadlines;
    this.watched = watched;
    this.used = used;
  }

  /** To be called on the event loop of the call. */
  void begin(HttpClient http, RequestOptions options, byte[] body) {
    if (over.isDone()) {
      return; // the client went away before
    }
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
   * Completed when all is said, on the event loop: with the reply if it is no stream, for whoever
   * asked to send; with null if it was sent, but for the stream's end. Fails with an {@link
   * IOException} when the upstream can't be reached, breaks off or falls silent, and with a {@link
   * ClientGoneException}.
   */
  CompletableFuture<@Nullable Whole> over() {
    return over;
  }

  /** Breaks it off, if it is not over: nobody waits for it any more. */
  void giveUp() {
    call.onLoop(() -> fail(new ClientGoneException("the client is gone")));
  }

  private void answer(HttpClientResponse begun) {
    if (over.isDone()) {
      return;
    }
    response = begun;
    watched.answered(begun.statusCode());
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
      watched.failed(kind(why));
      finish();
      over.completeExceptionally(why);
      if (request != null) {
        request.reset();
      }
    }
  }

  private String kind(Exception why) {
    if (!(why instanceof IOException)) {
      return "cancelled";
    }
    return response != null
        ? "broken_off"
        : why.getCause() instanceof TimeoutException ? "timeout" : "unreachable";
  }

  private void finish() {
    vertx.cancelTimer(timer);
    watched.close();
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
