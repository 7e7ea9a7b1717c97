package witan.ledger.block;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import witan.accounting.Books;
import witan.accounting.Closed;
import witan.accounting.EpochRun;
import witan.accounting.block.State;
import witan.ledger.journal.Metagraph;

/** Writes down the epochs that a block closed, with the hash of the state that they left. */
final class EpochRows {

  /** As {@link State#accounts} has it. */
  private static final String ACCOUNTS =
      "select encode(sha256(convert_to(coalesce(string_agg(name || E'\\t' || balance || E'\\t'"
          + " || nonce || E'\\t' || staked_at, E'\\n' order by name collate \"C\"), ''), 'UTF8')),"
          + " 'hex') from account where balance <> 0 or nonce <> 0";

  private static final String ADD_EPOCH =
      "insert into epoch (netuid, number, height, emission, owner_paid, experts_paid,"
          + " validators_paid, nominators_paid, state_hash)"
          + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

  private static final String ADD_NEURONS =
      "insert into epoch_neuron (netuid, number, uid, hotkey, registered_at, last_update, stake,"
          + " active, permit, consensus, incentive, dividends, validator_trust, emission,"
          + " nominators_paid)"
          + " select $1::smallint, $2::bigint, paid.* from unnest($3::int[], $4::text[],"
          + " $5::bigint[], $6::bigint[], $7::bigint[], $8::bool[], $9::bool[], $10::int[],"
          + " $11::int[], $12::int[], $13::int[], $14::bigint[], $15::bigint[]) as paid";

  /** After everything else of the block was written. */
  Uni<Void> write(SqlConnection connection, Books books, long height, Closed closed) {
    if (closed.epochs().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .query(ACCOUNTS)
        .execute()
        .map(rows -> rows.iterator().next().getString(0))
        // All weights and bonds are hashed: too much for an event loop.
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .chain(accounts -> {
          Uni<Void> written = Uni.createFrom().voidItem();
          for (EpochRun run : closed.epochs()) {
            String neurons = State.neurons(books, run.netuid());
            String hash = State.hash(run.netuid(), run.number(), accounts, neurons);
            written = written.chain(() -> write(connection, run, height, hash));
          }
          return written;
        });
  }

  private static Uni<Void> write(
      SqlConnection connection, EpochRun run, long height, String stateHash) {
    return connection
        .preparedQuery(ADD_EPOCH)
        .execute(
            Tuple.from(
                new Object[] {
                  (short) run.netuid(),
                  run.number(),
                  height,
                  run.emission(),
                  run.ownerPaid(),
                  run.expertsPaid(),
                  run.validatorsPaid(),
                  run.nominatorsPaid(),
                  stateHash
                }))
        .chain(() -> connection.preparedQuery(ADD_NEURONS).execute(neurons(run)))
        .replaceWithVoid();
  }

  private static Tuple neurons(EpochRun run) {
    List<EpochRun.Paid> paid = run.neurons();
    return Tuple.from(
        new Object[] {
          (short) run.netuid(),
          run.number(),
          Metagraph.column(paid, p -> p.neuron().place().uid(), Integer[]::new),
          Metagraph.column(paid, p -> p.neuron().hotkey().hex(), String[]::new),
          Metagraph.column(paid, p -> p.neuron().registeredAt(), Long[]::new),
          Metagraph.column(paid, p -> p.neuron().lastUpdate(), Long[]::new),
          Metagraph.column(paid, EpochRun.Paid::stake, Long[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().active(), Boolean[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().permit(), Boolean[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().consensus(), Integer[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().incentive(), Integer[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().dividends(), Integer[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().validatorTrust(), Integer[]::new),
          Metagraph.column(paid, p -> p.neuron().standing().emission(), Long[]::new),
          Metagraph.column(paid, EpochRun.Paid::toNominators, Long[]::new)
        });
  }
}
