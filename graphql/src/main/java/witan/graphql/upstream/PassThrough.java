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
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
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

  /** Of a stream; about one a token. */
  private static final Pattern EVENT = Pattern.compile("^data:", Pattern.MULTILINE);

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
   * @param used is told about how many tokens that took
   * @return whether one was
   * @throws ApiException when the upstream can't be reached
   */
  public boolean answers(
      Call call, Function<ObjectNode, Optional<Upstream>> choice, LongConsumer used)
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

  private void hand(Call call, Upstream upstream, ObjectNode body, LongConsumer used)
      throws InterruptedException {
    try (UpstreamCalls.Reply reply =
        calls.post(upstream, call.path().substring(PREFIX.length()), bytes(body))) {
      if (!reply.isStream()) {
        byte[] whole = reply.rest();
        used.accept(tokens(whole));
        call.reply(reply.status(), reply.type(), whole, Map.of());
        return;
      }
      call.startEvents(Map.of());
      for (byte[] piece = reply.next(); piece != null; piece = reply.next()) {
        used.accept(EVENT.matcher(new String(piece, StandardCharsets.UTF_8)).results().count());
        call.send(piece);
      }
      call.end();
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

  /** As the upstream counted; 0 if it did not. */
  private static long tokens(byte[] reply) {
    try {
      return Json.mapper().readTree(reply).path("usage").path("total_tokens").asLong(0);
    } catch (IOException e) {
      return 0;
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
