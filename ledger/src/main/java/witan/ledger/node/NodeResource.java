package witan.ledger.node;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import witan.ledger.http.BadRequest;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.NodeInfo;

/** Hotkeys over HTTP. */
@Path("/nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodeResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Nodes nodes;

  NodeResource(Nodes nodes) {
    this.nodes = nodes;
  }

  @GET
  @Path("/{hotkey}")
  public Uni<NodeInfo> node(@PathParam("hotkey") String hotkey) {
    return nodes
        .find(hotkey(hotkey))
        .ifNoItem()
        .after(DEADLINE)
        .fail()
        .onItem()
        .ifNull()
        .failWith(NotFoundException::new);
  }

  private static Hotkey hotkey(String hex) {
    try {
      return new Hotkey(hex);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }
}
