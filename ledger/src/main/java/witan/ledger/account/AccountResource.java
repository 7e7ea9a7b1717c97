package witan.ledger.account;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.BadRequest;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.EntryInfo;

/** Accounts over HTTP. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
public class AccountResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MOST = 1_000;

  private final Accounts accounts;

  AccountResource(Accounts accounts) {
    this.accounts = accounts;
  }

  @GET
  @Path("/{address}")
  public Uni<AccountInfo> account(@PathParam("address") String address) {
    return accounts.find(coldkey(address)).ifNoItem().after(DEADLINE).fail();
  }

  /** The latest entries first; {@code before} is the id of the last one that was got. */
  @GET
  @Path("/{address}/entries")
  public Uni<List<EntryInfo>> entries(
      @PathParam("address") String address,
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("before") @Nullable String before) {
    if (!first.matches("[0-9]{1,4}") || Integer.parseInt(first) > MOST) {
      throw new BadRequest("\"first\" is from 0 to " + MOST + ".");
    }
    EntryId from =
        before == null
            ? EntryId.END
            : EntryId.parse(before)
                .orElseThrow(
                    () -> new BadRequest("\"before\" is the id of an entry, like 12-345."));
    return accounts
        .entries(coldkey(address), from, Integer.parseInt(first))
        .ifNoItem()
        .after(DEADLINE)
        .fail();
  }

  private static Coldkey coldkey(String address) {
    try {
      return Coldkey.parse(address);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }
}
