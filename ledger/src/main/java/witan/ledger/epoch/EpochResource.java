package witan.ledger.epoch;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import witan.ledger.http.Page;
import witan.protocol.ledger.EpochInfo;

/** The epochs of all subnets over HTTP. */
@Path("/epochs")
@Produces(MediaType.APPLICATION_JSON)
public class EpochResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Epochs epochs;

  EpochResource(Epochs epochs) {
    this.epochs = epochs;
  }

  /** The latest first. */
  @GET
  public Uni<List<EpochInfo>> latest(@QueryParam("first") @DefaultValue("20") String first) {
    return epochs.latest(Page.size(first)).ifNoItem().after(DEADLINE).fail();
  }
}
