package witan.ledger.registry;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import witan.ledger.block.Blocks;
import witan.ledger.http.BadRequest;
import witan.ledger.http.ServiceKey;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Gateway;
import witan.protocol.network.NetworkInfo;
import witan.protocol.signature.SignedMessage;

/** The registry over HTTP. Translates; decides nothing. */
@Path("/network")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class NetworkResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Experts experts;
  private final Gateways gateways;
  private final Blocks blocks;
  private final ServiceKey serviceKey;
  private final String name;

  NetworkResource(
      Experts experts,
      Gateways gateways,
      Blocks blocks,
      ServiceKey serviceKey,
      @ConfigProperty(name = "witan.network.name") String name) {
    this.experts = experts;
    this.gateways = gateways;
    this.blocks = blocks;
    this.serviceKey = serviceKey;
    this.name = name;
  }

  @GET
  public Uni<NetworkInfo> network() {
    return timely(
        experts
            .countHealthy()
            .chain(up ->
                gateways
                    .count()
                    .chain(doors ->
                        blocks
                            .height()
                            .map(height ->
                                new NetworkInfo(
                                    name, Math.toIntExact(up), Math.toIntExact(doors), height)))));
  }

  @GET
  @Path("/experts")
  public Uni<Response> experts(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String seen) {
    return timely(experts.list(version(seen)))
        .map(list ->
            list.map(changed ->
                    Response.ok(changed).header(HttpHeaders.ETAG, "\"" + changed.version() + "\""))
                .orElseGet(() -> Response.notModified().header(HttpHeaders.ETAG, seen))
                .build());
  }

  @GET
  @Path("/experts/{hotkey}")
  public Uni<ExpertRecord> expert(@PathParam("hotkey") String hotkey) {
    return timely(experts.find(hotkey(hotkey)));
  }

  @POST
  @Path("/experts")
  public Uni<ExpertRecord> register(@Nullable String body) {
    return timely(experts.register(message(body)));
  }

  @POST
  @Path("/heartbeats")
  public Uni<Void> heartbeat(@Nullable String body) {
    return timely(experts.heartbeat(message(body)));
  }

  @POST
  @Path("/deregistrations")
  public Uni<Void> deregister(@Nullable String body) {
    return timely(experts.deregister(message(body)));
  }

  @PUT
  @Path("/gateways/{hotkey}")
  public Uni<Response> gateway(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("hotkey") String hotkey,
      @Nullable String body) {
    var refusal = serviceKey.refusal(authorization);
    if (refusal.isPresent()) {
      return Uni.createFrom().item(refusal.get());
    }
    Gateway gateway = BadRequest.unless(present(body), Gateway.class);
    if (!gateway.hotkey().equals(hotkey(hotkey))) {
      throw new BadRequest("\"hotkey\" is not the one in the address.");
    }
    return timely(gateways.put(gateway)).replaceWith(() -> Response.noContent().build());
  }

  @GET
  @Path("/gateways")
  public Uni<List<Gateway>> gateways() {
    return timely(gateways.all());
  }

  private static <T> Uni<T> timely(Uni<T> answer) {
    return answer.ifNoItem().after(DEADLINE).fail();
  }

  private static SignedMessage message(@Nullable String body) {
    return BadRequest.unless(present(body), SignedMessage.class);
  }

  private static String present(@Nullable String body) {
    if (body == null || body.isBlank()) {
      throw new BadRequest("The body is empty; send JSON.");
    }
    return body;
  }

  private static Hotkey hotkey(String hex) {
    try {
      return new Hotkey(hex);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  // One strong tag, as we send it; anything else just gets the list.
  private static @Nullable Long version(@Nullable String tag) {
    return tag != null && tag.matches("\"[0-9]{1,18}\"")
        ? Long.valueOf(tag.substring(1, tag.length() - 1))
        : null;
  }
}
