package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.BadRequest;
import witan.ledger.http.Page;
import witan.protocol.access.ApiKey;
import witan.protocol.access.Charge;
import witan.protocol.access.Hold;

/** API keys over HTTP, for the services of this operator. Translates; decides nothing. */
@Path("/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ApiKeyResource {

  private final ApiKeys keys;
  private final Holds holds;
  private final Admission admission;

  ApiKeyResource(ApiKeys keys, Holds holds, Admission admission) {
    this.keys = keys;
    this.holds = holds;
    this.admission = admission;
  }

  /** The latest first; {@code before} is the id of the last one that was got. */
  @GET
  public Uni<Response> list(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("before") @Nullable String before) {
    return admission.answer(authorization, () -> keys.list(before, Page.size(first)));
  }

  @GET
  @Path("/{id}")
  public Uni<Response> key(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    return admission.answer(authorization, () -> keys.find(id));
  }

  @PUT
  @Path("/{id}")
  public Uni<Response> store(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      @Nullable String body) {
    return admission.answer(
        authorization,
        () -> {
          ApiKey key = Said.body(body, ApiKey.class);
          if (!key.id().equals(id)) {
            throw new BadRequest("\"id\" is another than the address says.");
          }
          return keys.store(key);
        });
  }

  /** Revokes it; it stays in the list. */
  @DELETE
  @Path("/{id}")
  public Uni<Response> revoke(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    return admission.answer(authorization, () -> keys.revoke(id));
  }

  @PUT
  @Path("/{key}/holds/{id}")
  public Uni<Response> hold(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("key") String key,
      @PathParam("id") String id,
      @Nullable String body) {
    return admission.done(
        authorization, () -> holds.hold(key, Said.id(id), Said.body(body, Hold.class)));
  }

  @PUT
  @Path("/{key}/holds/{id}/charge")
  public Uni<Response> charge(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("key") String key,
      @PathParam("id") String id,
      @Nullable String body) {
    return admission.done(
        authorization, () -> holds.charge(key, Said.id(id), Said.body(body, Charge.class)));
  }
}
