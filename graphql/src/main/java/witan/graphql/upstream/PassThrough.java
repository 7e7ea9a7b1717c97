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
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.graphql.http.Call;
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

  /**
   * Answers the call if an upstream is chosen for it.
   *
   * @param choice which one, if any, by the request
   * @param used is told about how many tokens that took; null if nobody counts them
   * @return whether one was
   * @throws ApiException when the upstream can't be reached
   */
  public boolean answers(
      Call call, Function<ObjectNode, Optional<Upstream>> choice, @Nullable LongConsumer used)
      throws InterruptedException {
    if (upstreams.all().isEmpty()) {
      return false;
    }
    JsonNode request;
    try {
      request = Json.mapper().readTree(call.body());
    } catch (IOException e) {
      return false; // for others to say
    }
    if (!(request instanceof ObjectNode body)) {
      return false;
    }
    Optional<Upstream> upstream = choice.apply(body);
    if (upstream.isEmpty()) {
      return false;
    }
    body.put("model", upstream.get().model());
    body.remove("witan");
    hand(call, upstream.get(), body, used);
    return true;
  }

  private void hand(Call call, Upstream upstream, ObjectNode body, @Nullable LongConsumer used)
      throws InterruptedException {
    String path = call.path().substring(PREFIX.length());
    try {
      Handover.Whole reply = calls.handOn(upstream, path, bytes(body), call, used);
      if (reply == null) {
        call.end();
        return;
      }
      if (used != null) {
        used.accept(tokens(reply.content()));
      }
      call.reply(reply.status(), reply.type(), reply.content(), Map.of());
    } catch (IOException e) {
      LOG.warnf("the upstream %s failed: %s", upstream.name(), e.getMessage());
      ApiException gone =
          ApiException.unavailable(
              "The expert '%s' can't be reached now; try again.".formatted(upstream.name()));
      if (!call.started()) {
        throw gone;
      }
      call.send(("data: " + gone.json() + "\n\n").getBytes(StandardCharsets.UTF_8));
      call.end();
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
