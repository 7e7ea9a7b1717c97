package witan.ledger.gate;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.BadRequest;
import witan.ledger.http.ServiceKey;
import witan.protocol.gate.ActiveGate;
import witan.protocol.gate.GateContent;

/**
 * What the gate has learned, over HTTP, for the services of this operator. Translates; decides
 * nothing.
 */
@Path("/gate")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class GateResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final GateVersions versions;
  private final ServiceKey serviceKey;

  GateResource(GateVersions versions, ServiceKey serviceKey) {
    this.versions = versions;
    this.serviceKey = serviceKey;
  }

  @PUT
  @Path("/versions/{id}")
  public Uni<Response> store(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      @Nullable String body) {
    return admitted(
        authorization,
        () -> {
          UUID named = id(id);
          GateContent content = BadRequest.unless(present(body), GateContent.class);
          return versions.store(named, content).map(stored -> Response.ok(stored).build());
        });
  }

  @GET
  @Path("/versions/{id}")
  public Uni<Response> version(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    return admitted(
        authorization,
        () ->
            versions
                .find(id(id))
                .onItem()
                .ifNull()
                .failWith(NotFoundException::new)
                .map(found -> Response.ok(found).build()));
  }

  @GET
  @Path("/versions")
  public Uni<Response> versions(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    return admitted(authorization, () -> versions.list().map(all -> Response.ok(all).build()));
  }

  /** 204 if the gate has learned nothing; 304 if it goes by what the caller has. */
  @GET
  @Path("/active")
  public Uni<Response> active(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String seen) {
    return admitted(
        authorization,
        () ->
            versions
                .activeName()
                .chain(name -> {
                  if (name.isPresent() && tag(name.get()).equals(seen)) {
                    return Uni.createFrom()
                        .item(Response.notModified().header(HttpHeaders.ETAG, seen).build());
                  }
                  // Activated meanwhile is another one: the tag is that of what is sent.
                  return versions
                      .active()
                      .map(content ->
                          content
                              .map(found ->
                                  Response.ok(found).header(HttpHeaders.ETAG, tag(found.version())))
                              .orElseGet(Response::noContent)
                              .build());
                }));
  }

  /** A rollback is this one call. */
  @PUT
  @Path("/active")
  public Uni<Response> activate(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Nullable String body) {
    return admitted(
        authorization,
        () -> {
          ActiveGate wish = BadRequest.unless(present(body), ActiveGate.class);
          return versions.activate(wish.version()).replaceWith(() -> Response.noContent().build());
        });
  }

  private Uni<Response> admitted(@Nullable String authorization, Supplier<Uni<Response>> answer) {
    return serviceKey
        .refusal(authorization)
        .map(refusal -> Uni.createFrom().item(refusal))
        .orElseGet(() -> answer.get().ifNoItem().after(DEADLINE).fail());
  }

  private static String tag(String version) {
    return "\"" + version + "\"";
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequest("The id in the address is no UUID.");
    }
  }

  private static String present(@Nullable String body) {
    if (body == null || body.isBlank()) {
      throw new BadRequest("The body is empty; send JSON.");
    }
    return body;
  }
}
