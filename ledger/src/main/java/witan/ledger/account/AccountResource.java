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
import witan.ledger.http.Page;
import witan.ledger.subnet.Validators;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountEntry;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.ValidatorInfo;

/** Accounts over HTTP. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
public class AccountResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Accounts accounts;
  private final Validators validators;

  AccountResource(Accounts accounts, Validators validators) {
    this.accounts = accounts;
    this.validators = validators;
  }

  @GET
  @Path("/{address}")
  public Uni<AccountInfo> account(@PathParam("address") String address) {
    return accounts.find(coldkey(address)).ifNoItem().after(DEADLINE).fail();
  }

  /** Those behind whom it has staked, by netuid. */
  @GET
  @Path("/{address}/validators")
  public Uni<List<ValidatorInfo>> validators(@PathParam("address") String address) {
    return validators.of(coldkey(address)).ifNoItem().after(DEADLINE).fail();
  }

  /**
   * The latest entries of closed blocks first; {@code before} is the id of the last one that was
   * got.
   */
  @GET
  @Path("/{address}/entries")
  public Uni<List<AccountEntry>> entries(
      @PathParam("address") String address,
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("before") @Nullable String before) {
    EntryId from =
        before == null
            ? EntryId.END
            : EntryId.parse(before)
                .orElseThrow(
                    () -> new BadRequest("\"before\" is the id of an entry, like 12-345."));
    return accounts
        .entries(coldkey(address), from, Page.size(first))
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
