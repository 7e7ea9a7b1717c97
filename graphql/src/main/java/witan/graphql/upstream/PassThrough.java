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
   * @return whether one was
   * @throws ApiException when the upstream can't be reached
   */
  public boolean answers(Call call, Function<ObjectNode, Optional<Upstream>> choice)
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
    hand(call, upstream.get(), body);
    return true;
  }

  private void hand(Call call, Upstream upstream, ObjectNode body) throws InterruptedException {
    try (UpstreamCalls.Reply reply =
        calls.post(upstream, call.path().substring(PREFIX.length()), bytes(body))) {
      if (!reply.isStream()) {
        call.reply(reply.status(), reply.type(), reply.rest(), Map.of());
        return;
      }
      call.startEvents(Map.of());
      for (byte[] piece = reply.next(); piece != null; piece = reply.next()) {
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

  private static byte[] bytes(JsonNode body) {
    try {
      return Json.mapper().writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
