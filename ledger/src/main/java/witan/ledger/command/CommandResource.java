package witan.ledger.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.BadRequest;
import witan.ledger.http.Problem;
import witan.ledger.journal.Outcome;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.BatchResult;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.RefusedException;
import witan.protocol.ledger.SignedCommand;

/** Commands over HTTP. Translates; decides nothing. */
@Path("/commands")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CommandResource {

  static final int MOST_IN_A_BATCH = 2_000;

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Commands commands;
  private final Receipts receipts;

  CommandResource(Commands commands, Receipts receipts) {
    this.commands = commands;
    this.receipts = receipts;
  }

  /** Posts one command: its receipt, or a problem that says why not. */
  @POST
  public Uni<Response> command(@Nullable String body) {
    return switch (read(json(body))) {
      case Read.Command(var command) ->
          timely(commands.submit(List.of(command))).map(outcomes -> response(outcomes.getFirst()));
      case Read.Refused(var refused) -> Uni.createFrom().item(response(refused));
    };
  }

  /** Posts commands in their order, and answers for each of them in the same order. */
  @Blocking // reading 2,000 of them is too long for an event loop
  @POST
  @Path("/batch")
  public Uni<List<BatchResult>> batch(@Nullable String body) {
    JsonNode array = json(body);
    if (!array.isArray() || array.isEmpty() || array.size() > MOST_IN_A_BATCH) {
      throw new BadRequest("Send an array of 1 to " + MOST_IN_A_BATCH + " commands.");
    }
    List<Read> read = new ArrayList<>(array.size());
    array.forEach(command -> read.add(read(command)));
    List<SignedCommand> wellFormed = new ArrayList<>(read.size());
    for (Read each : read) {
      if (each instanceof Read.Command(var command)) {
        wellFormed.add(command);
      }
    }
    Uni<List<Outcome>> posted =
        wellFormed.isEmpty() ? Uni.createFrom().item(List.of()) : commands.submit(wellFormed);
    return timely(posted).map(outcomes -> results(read, outcomes));
  }

  /** The receipt of a command that was posted. */
  @GET
  @Path("/{coldkey}/{id}")
  public Uni<Receipt> receipt(@PathParam("coldkey") String coldkey, @PathParam("id") String id) {
    return timely(receipts.find(coldkey(coldkey), id(id)))
        .onItem()
        .ifNull()
        .failWith(NotFoundException::new);
  }

  /** A command as it was read. */
  private sealed interface Read {
    record Command(SignedCommand command) implements Read {}

    record Refused(Outcome.Refused refused) implements Read {}
  }

  private static Read read(JsonNode json) {
    try {
      return new Read.Command(SignedCommand.read(json));
    } catch (RefusedException e) {
      return new Read.Refused(new Outcome.Refused(e.reason(), String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  private static List<BatchResult> results(List<Read> read, List<Outcome> outcomes) {
    List<BatchResult> results = new ArrayList<>(read.size());
    int next = 0;
    for (Read each : read) {
      results.add(
          switch (each) {
            case Read.Command command -> result(outcomes.get(next++));
            case Read.Refused(var refused) -> result(refused);
          });
    }
    return results;
  }

  private static BatchResult result(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(var receipt) -> BatchResult.of(receipt);
      case Outcome.Refused(var reason, var detail) -> BatchResult.of(reason, detail);
    };
  }

  private static Response response(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(var receipt) -> Response.ok(receipt).build();
      case Outcome.Refused(var reason, var detail) ->
          new Problem(reason.urn(), reason.title(), reason.status(), detail).response();
    };
  }

  private static JsonNode json(@Nullable String body) {
    if (body == null || body.isBlank()) {
      throw new BadRequest("The body is empty; send JSON.");
    }
    try {
      return Json.tree(body);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Coldkey coldkey(String text) {
    try {
      return Coldkey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequest("The id in the address is no UUID.");
    }
  }

  private static <T> Uni<T> timely(Uni<T> answer) {
    return answer.ifNoItem().after(DEADLINE).fail();
  }
}
