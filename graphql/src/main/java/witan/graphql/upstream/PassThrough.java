package witan.graphql.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.graphql.http.Call;
import witan.graphql.http.ClientGoneException;
import witan.openai.ApiException;
import witan.protocol.Json;

/**
 * Hands a request for an upstream's own name on to it as it is, but for the model's name, and its
 * reply back as it comes.
 */
@ApplicationScoped
public class PassThrough {

  private static final Logger LOG = Logger.getLogger(PassThrough.class);
  private static final String PREFIX = "/v1";
  private static final int BYTES_PER_TOKEN = 4;

  private final Upstreams upstreams;
  private final UpstreamCalls calls;

  @Inject
  public PassThrough(Upstreams upstreams, UpstreamCalls calls) {
    this.upstreams = upstreams;
    this.calls = calls;
  }

  /** A request that an upstream is to answer, as it gets it. */
  public record Handed(Upstream upstream, byte[] body) {}

  /**
   * The call's request, if an upstream is chosen for it.
   *
   * @param choice which one, if any, by the request
   */
  public Optional<Handed> of(Call call, Function<ObjectNode, Optional<Upstream>> choice) {
    if (upstreams.all().isEmpty()) {
      return Optional.empty();
    }
    JsonNode request;
    try {
      request = Json.mapper().readTree(call.body());
    } catch (IOException e) {
      return Optional.empty(); // for others to say
    }
    if (!(request instanceof ObjectNode body)) {
      return Optional.empty();
    }
    return choice
        .apply(body)
        .map(upstream -> {
          body.put("model", upstream.model());
          body.remove("witan");
          return new Handed(upstream, bytes(body));
        });
  }

  /**
   * Has the upstream answer the call; returns at once.
   *
   * @param used is told about how many tokens that took; null if nobody counts them
   * @param refuse is told if there is no answer, and nothing was sent yet
   */
  public void hand(
      Call call, Handed handed, @Nullable LongConsumer used, Consumer<ApiException> refuse) {
    String path = call.path().substring(PREFIX.length());
    calls
        .handOn(handed.upstream(), path, handed.body(), call, used)
        .whenComplete((reply, failure) -> {
          if (failure != null) {
            failed(call, handed.upstream(), failure, refuse);
          } else if (reply == null) {
            call.end();
          } else if (used == null) {
            answer(call, reply);
          } else {
            // Not on the event loop: a large one takes a while to read.
            Thread.startVirtualThread(() -> {
              used.accept(tokens(reply.content()));
              answer(call, reply);
            });
          }
        });
  }

  private static void answer(Call call, Handover.Whole reply) {
    call.reply(reply.status(), reply.type(), reply.content(), Map.of());
  }

  private static void failed(
      Call call, Upstream upstream, Throwable failure, Consumer<ApiException> refuse) {
    if (failure instanceof ClientGoneException) {
      LOG.debugf("client of %s is gone", call.path());
      return;
    }
    boolean lost = failure instanceof IOException;
    if (lost) {
      LOG.warnf("the upstream %s failed: %s", upstream.name(), failure.getMessage());
    } else {
      LOG.errorf(failure, "handing on to the upstream %s failed", upstream.name());
    }
    ApiException why =
        lost
            ? ApiException.unavailable(
                "The expert '%s' can't be reached now; try again.".formatted(upstream.name()))
            : ApiException.internal();
    if (call.started()) {
      call.endWith(("data: " + why.json() + "\n\n").getBytes(StandardCharsets.UTF_8));
    } else {
      refuse.accept(why);
    }
  }

  /** As the upstream counted, or a guess if it did not. */
  private static long tokens(byte[] reply) {
    long guess = reply.length / BYTES_PER_TOKEN;
    try {
      return Json.mapper().readTree(reply).path("usage").path("total_tokens").asLong(guess);
    } catch (IOException e) {
      return guess;
    }
  }

  private static byte[] bytes(JsonNode body) {
    try {
      return Json.mapper().writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
