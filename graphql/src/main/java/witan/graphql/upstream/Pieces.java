package witan.graphql.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of a reply, piece by piece, one asked for at a time; each wait has a deadline. */
public final class Pieces implements HttpResponse.BodySubscriber<Pieces>, AutoCloseable {

  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int LARGEST = 16 << 20;

  private sealed interface Event {}

  private record Piece(byte[] bytes) implements Event {}

  private record End(@Nullable Throwable failure) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  /** At once: the pieces are still to come. */
  @Override
  public CompletionStage<Pieces> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[buffer.remaining()];
      buffer.get(some);
      bytes.writeBytes(some);
    }
    events.add(new Piece(bytes.toByteArray()));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new End(failure));
  }

  @Override
  public void onComplete() {
    events.add(new End(null));
  }

  /**
   * The next piece; null after the last.
   *
   * @throws IOException when the connection broke off, or nothing came for too long
   */
  public byte @Nullable [] next() throws IOException, InterruptedException {
    Event event = events.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    return switch (event) {
      case null -> throw new IOException("nothing came for " + SILENCE.toSeconds() + " s");
      case Piece(byte[] bytes) -> {
        Flow.Subscription from = subscription;
        if (from != null) {
          from.request(1);
        }
        yield bytes;
      }
      case End(Throwable failure) when failure != null ->
          throw new IOException("it broke off: " + failure.getMessage(), failure);
      case End end -> null;
    };
  }

  /** All that is left. */
  public byte[] rest() throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece = next(); piece != null; piece = next()) {
      all.writeBytes(piece);
      if (all.size() > LARGEST) {
        throw new IOException("its reply is larger than " + LARGEST + " bytes");
      }
    }
    return all.toByteArray();
  }

  /** Breaks it off, if it is not over. */
  @Override
  public void close() {
    Flow.Subscription from = subscription;
    if (from != null) {
      from.cancel();
    }
  }
}
