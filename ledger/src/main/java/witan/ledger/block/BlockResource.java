package witan.ledger.block;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.ledger.account.EntryId;
import witan.ledger.http.BadRequest;
import witan.ledger.http.Page;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.EntryInfo;
import witan.protocol.ledger.EntryProof;

/** Blocks over HTTP. */
@Path("/blocks")
@Produces(MediaType.APPLICATION_JSON)
public class BlockResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Blocks blocks;

  BlockResource(Blocks blocks) {
    this.blocks = blocks;
  }

  /** The latest blocks first; {@code before} is the height of the last one that was got. */
  @GET
  public Uni<List<BlockInfo>> blocks(
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("before") @Nullable String before) {
    return timely(blocks.before(Page.before(before, "a height"), Page.size(first)));
  }

  @GET
  @Path("/{height}")
  public Uni<BlockInfo> block(@PathParam("height") String height) {
    return found(blocks.find(height(height)));
  }

  /** The block with all that is in it, as an export has it. */
  @GET
  @Path("/{height}/content")
  public Uni<BlockContent> content(@PathParam("height") String height) {
    return found(blocks.content(height(height)));
  }

  /**
   * In the order in which they are hashed; {@code after} is the id of the last one that was got.
   */
  @GET
  @Path("/{height}/entries")
  public Uni<List<EntryInfo>> entries(
      @PathParam("height") String height,
      @QueryParam("first") @DefaultValue("1000") String first,
      @QueryParam("after") @Nullable String after) {
    long from = after == null ? 0 : id(after).number();
    return timely(blocks.entries(height(height), from, Page.size(first)));
  }

  /** That an entry stands in its block. An open block proves nothing yet. */
  @GET
  @Path("/{height}/entries/{id}/proof")
  public Uni<EntryProof> proof(@PathParam("height") String height, @PathParam("id") String id) {
    EntryId entry = id(id);
    if (entry.height() != height(height)) {
      throw new NotFoundException();
    }
    return found(
        blocks
            .find(entry.height())
            .onItem()
            .ifNull()
            .failWith(NotFoundException::new)
            .chain(() -> blocks.proof(entry)));
  }

  private static EntryId id(String text) {
    return EntryId.parse(text)
        .orElseThrow(() -> new BadRequest("An entry's id is like 12-345: height and number."));
  }

  private static long height(String text) {
    return Page.number(text, "height", "a height");
  }

  private static <T> Uni<T> found(Uni<@Nullable T> answer) {
    return timely(answer).onItem().ifNull().failWith(NotFoundException::new);
  }

  private static <T> Uni<T> timely(Uni<T> answer) {
    return answer.ifNoItem().after(DEADLINE).fail();
  }
}
