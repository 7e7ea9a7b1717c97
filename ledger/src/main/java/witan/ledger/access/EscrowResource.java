package witan.ledger.access;

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
import org.jspecify.annotations.Nullable;
import witan.protocol.access.Refund;

/** Escrows over HTTP, for the services of this operator. Translates; decides nothing. */
@Path("/escrows/{account}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class EscrowResource {

  private final Escrows escrows;
  private final Payments payments;
  private final Admission admission;

  EscrowResource(Escrows escrows, Payments payments, Admission admission) {
    this.escrows = escrows;
    this.payments = payments;
    this.admission = admission;
  }

  @GET
  @Path("/{owner}")
  public Uni<Response> escrow(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("account") String account,
      @PathParam("owner") String owner) {
    return admission.answer(
        authorization, () -> escrows.find(Said.coldkey(account), Said.coldkey(owner)));
  }

  @PUT
  @Path("/{owner}/refunds/{id}")
  public Uni<Response> refund(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("account") String account,
      @PathParam("owner") String owner,
      @PathParam("id") String id,
      @Nullable String body) {
    return admission.answer(
        authorization,
        () ->
            payments.refund(
                Said.coldkey(account),
                Said.coldkey(owner),
                Said.id(id),
                Said.body(body, Refund.class)));
  }

  /** What the account has to pay now: all that is not posted yet, 1,000 at most. */
  @POST
  @Path("/payments")
  public Uni<Response> payments(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("account") String account) {
    return admission.answer(authorization, () -> payments.due(Said.coldkey(account)));
  }
}
