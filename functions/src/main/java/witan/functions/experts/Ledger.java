package witan.functions.experts;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import witan.protocol.network.ExpertList;

/** The part of the ledger's interface that the gate reads. Deadlines stand in the configuration. */
@RegisterRestClient(configKey = "ledger")
@Path("/network")
public interface Ledger {

  @GET
  @Path("/experts")
  ExpertList experts();
}
