package witan.ledger.subnet;

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
import witan.ledger.epoch.Epochs;
import witan.ledger.genesis.Founding;
import witan.ledger.http.BadRequest;
import witan.ledger.http.Page;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.ValidatorInfo;

/** Subnets over HTTP: their neurons, validators and epochs. */
@Path("/subnets/{netuid}")
@Produces(MediaType.APPLICATION_JSON)
public class SubnetResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A page of epochs with their neurons has at most so many: each has up to thousands. */
  private static final int MOST_WITH_NEURONS = 20;

  private final Neurons neurons;
  private final Validators validators;
  private final Epochs epochs;
  private final Founding founding;

  SubnetResource(Neurons neurons, Validators validators, Epochs epochs, Founding founding) {
    this.neurons = neurons;
    this.validators = validators;
    this.epochs = epochs;
    this.founding = founding;
  }

  /** By uid. */
  @GET
  @Path("/neurons")
  public Uni<List<NeuronInfo>> neurons(@PathParam("netuid") String netuid) {
    return timely(neurons.of(known(netuid)));
  }

  /**
   * The most stake first; {@code after} is stake and uid of the last one that was got, with a
   * hyphen between them.
   */
  @GET
  @Path("/validators")
  public Uni<List<ValidatorInfo>> validators(
      @PathParam("netuid") String netuid,
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("after") @Nullable String after) {
    if (after != null && !after.matches("[0-9]{1,18}-[0-9]{1,5}")) {
      throw new BadRequest("\"after\" is stake and uid of a validator, like 1500-12.");
    }
    String[] last = after == null ? new String[0] : after.split("-");
    return timely(
        validators.after(
            known(netuid),
            after == null ? Long.MAX_VALUE : Long.parseLong(last[0]),
            after == null ? 0 : Integer.parseInt(last[1]),
            Page.size(first)));
  }

  /** The latest first; {@code before} is the number of the last one that was got. */
  @GET
  @Path("/epochs")
  public Uni<List<EpochInfo>> epochs(
      @PathParam("netuid") String netuid,
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("before") @Nullable String before) {
    return timely(
        epochs.before(known(netuid), Page.before(before, "an epoch's number"), Page.size(first)));
  }

  /** The neurons of the epochs of such a page, as each left them. */
  @GET
  @Path("/epochs/neurons")
  public Uni<List<EpochNeurons>> epochNeurons(
      @PathParam("netuid") String netuid,
      @QueryParam("first") @DefaultValue("20") String first,
      @QueryParam("before") @Nullable String before) {
    return timely(
        epochs.neurons(
            known(netuid),
            Page.before(before, "an epoch's number"),
            Page.size(first, MOST_WITH_NEURONS)));
  }

  @GET
  @Path("/epochs/{number}")
  public Uni<EpochInfo> epoch(
      @PathParam("netuid") String netuid, @PathParam("number") String number) {
    return found(epochs.find(known(netuid), number(number)));
  }

  /** As the epoch left them, by uid. */
  @GET
  @Path("/epochs/{number}/neurons")
  public Uni<List<NeuronInfo>> neurons(
      @PathParam("netuid") String netuid, @PathParam("number") String number) {
    return found(epochs.neurons(known(netuid), number(number)));
  }

  private static long number(String text) {
    return Page.number(text, "number", "an epoch's number");
  }

  private int known(String netuid) {
    return founding.genesis().subnets().stream()
        .mapToInt(subnet -> subnet.netuid())
        .filter(one -> Integer.toString(one).equals(netuid))
        .findFirst()
        .orElseThrow(NotFoundException::new);
  }

  private static <T> Uni<T> found(Uni<@Nullable T> answer) {
    return timely(answer).onItem().ifNull().failWith(NotFoundException::new);
  }

  private static <T> Uni<T> timely(Uni<T> answer) {
    return answer.ifNoItem().after(DEADLINE).fail();
  }
}
