package witan.ledger.journal;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import witan.accounting.Account;
import witan.accounting.PostedCommand;
import witan.accounting.Result;
import witan.accounting.Rules;
import witan.accounting.Seat;
import witan.accounting.Touched;
import witan.ledger.genesis.Founding;
import witan.protocol.Json;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;

/**
 * Posts commands, many in one transaction. Several may post at once, here and in other replicas.
 */
@Singleton
public class Journal {

  private static final String EARLIER =
      "select author, id, height, hash from command"
          + " join unnest($1::text[], $2::uuid[]) as asked (author, id) using (author, id)";

  private static final String ADD_COMMANDS =
      "insert into command (author, id, height, hash, content)"
          + " select author, id, $1::bigint, hash, content"
          + " from unnest($2::text[], $3::uuid[], $4::text[], $5::text[])"
          + " with ordinality as posted (author, id, hash, content, place) order by place";

  /**
   * What two transactions that meet may end in; tried again, one of them finds the other's rows.
   */
  private static final Set<String> COLLISIONS =
      Set.of("23505" /* unique violation */, "40P01" /* deadlock */, "40001" /* serialization */);

  private static final int ATTEMPTS = 5;

  private final Pool pool;
  private final Rules rules;

  Journal(Pool pool, Founding founding) {
    this.pool = pool;
    this.rules = founding.rules();
  }

  /**
   * Posts commands in their order, each once. Their signatures have been checked.
   *
   * @return what became of each; when it is there, it is on disk
   */
  public Uni<List<Outcome>> post(List<PostedCommand> commands) {
    return inTransaction(posting -> new Batch(posting, commands).post());
  }

  /** Runs {@code work} in a transaction; again from the start, if it collides with another. */
  public <T> Uni<T> inTransaction(Function<Posting, Uni<T>> work) {
    return pool.withTransaction(connection -> work.apply(new Posting(connection)))
        .onFailure(Journal::isCollision)
        .retry()
        .atMost(ATTEMPTS);
  }

  /** The same on a connection of the caller's. */
  public static <T> Uni<T> inTransaction(SqlConnection connection, Function<Posting, Uni<T>> work) {
    return connection
        .begin()
        .chain(transaction ->
            work.apply(new Posting(connection))
                .call(transaction::commit)
                .onFailure()
                .call(() -> transaction.rollback().onFailure().recoverWithNull()));
  }

  private static boolean isCollision(Throwable failure) {
    return failure instanceof PgException refused && COLLISIONS.contains(refused.getSqlState());
  }

  private record Key(String author, UUID id) {
    static Key of(PostedCommand command) {
      Command said = command.command().command();
      return new Key(said.author(), said.id());
    }
  }

  /** The commands of one transaction. */
  private final class Batch {
    private final Posting posting;
    private final List<PostedCommand> commands;
    private final Map<Key, Receipt> known = new HashMap<>();
    private final List<PostedCommand> done = new ArrayList<>();

    Batch(Posting posting, List<PostedCommand> commands) {
      this.posting = posting;
      this.commands = commands;
    }

    Uni<List<Outcome>> post() {
      // Sent one after the other without waiting; the database does them in this order.
      List<Uni<?>> reads = new ArrayList<>();
      reads.add(posting.openBlock());
      reads.addAll(lock());
      reads.add(earlier());
      return Uni.combine()
          .all()
          .unis(reads)
          .with(results -> (Long) results.getFirst())
          .call(this::crowds)
          .emitOn(Posting.executor(commands.size()))
          .chain(height -> {
            List<Outcome> outcomes =
                commands.stream().map(command -> decide(command, height)).toList();
            return done.isEmpty()
                ? Uni.createFrom().item(outcomes)
                : Uni.combine()
                    .all()
                    .unis(posting.write(height), addCommands(height))
                    .discardItems()
                    .replaceWith(outcomes);
          });
    }

    /** Of a subnet that may be full before all registrations are done, everybody may have to go. */
    private Uni<Void> crowds() {
      Set<Integer> crowded = new TreeSet<>();
      for (PostedCommand posted : commands) {
        Rules.crowded(posting.books(), posted.command().command(), commands.size())
            .ifPresent(crowded::add);
      }
      Uni<Void> read = Uni.createFrom().voidItem();
      for (int netuid : crowded) {
        read = read.chain(() -> posting.metagraph().neurons(netuid));
      }
      return read;
    }

    private List<Uni<Void>> lock() {
      Set<Account> accounts = new HashSet<>();
      Set<Hotkey> nodes = new HashSet<>();
      Set<Hotkey> seated = new HashSet<>();
      Set<Seat> staked = new HashSet<>();
      boolean subnets = false;
      boolean changes = false;
      for (PostedCommand posted : commands) {
        Command command = posted.command().command();
        Touched touched = Rules.touched(command);
        accounts.addAll(touched.accounts());
        nodes.addAll(touched.hotkeys());
        touched.seats().forEach(seat -> seated.add(seat.hotkey()));
        staked.addAll(touched.stakes());
        subnets |= !(command instanceof Command.Transfer);
        // Who weighs or votes must not lose its place meanwhile.
        changes |= command instanceof Command.Register || command instanceof NodeCommand;
      }
      List<Uni<Void>> locks = new ArrayList<>();
      if (subnets) {
        locks.add(posting.metagraph().subnets(changes));
      }
      if (!nodes.isEmpty()) {
        locks.add(posting.metagraph().nodes(nodes));
      }
      if (!seated.isEmpty()) {
        locks.add(posting.metagraph().seats(seated));
      }
      locks.add(posting.accounts(accounts));
      staked.forEach(seat -> locks.add(posting.stakes(seat)));
      return locks;
    }

    // After the accounts are locked: what another transaction did for them before is seen.
    private Uni<Void> earlier() {
      return posting
          .query(
              EARLIER,
              Tuple.of(
                  column(c -> Key.of(c).author(), String[]::new),
                  column(c -> Key.of(c).id(), UUID[]::new)))
          .invoke(rows -> rows.forEach(row -> known.put(key(row), receipt(row))))
          .replaceWithVoid();
    }

    private Outcome decide(PostedCommand posted, long height) {
      Command command = posted.command().command();
      @Nullable Receipt first = known.get(Key.of(posted));
      if (first != null) {
        return first.hash().equals(posted.hash())
            ? new Outcome.Done(first)
            : new Outcome.Refused(
                Refusal.ID_TAKEN, "Give each command an id of its own; repeat it unchanged.");
      }
      return switch (rules.apply(posting.books(), command, height, posted.hash())) {
        case Result.Posted() -> {
          Receipt receipt = new Receipt(command.id(), height, posted.hash());
          known.put(Key.of(posted), receipt);
          done.add(posted);
          yield new Outcome.Done(receipt);
        }
        case Result.Refused(var reason, var detail) -> new Outcome.Refused(reason, detail);
      };
    }

    private Uni<Void> addCommands(long height) {
      return posting
          .query(
              ADD_COMMANDS,
              Tuple.of(
                  height,
                  done.stream().map(c -> Key.of(c).author()).toArray(String[]::new),
                  done.stream().map(c -> Key.of(c).id()).toArray(UUID[]::new),
                  done.stream().map(PostedCommand::hash).toArray(String[]::new),
                  done.stream().map(c -> Json.write(c.command())).toArray(String[]::new)))
          .replaceWithVoid();
    }

    private <T> T[] column(Function<PostedCommand, T> value, IntFunction<T[]> array) {
      return commands.stream().map(value).toArray(array);
    }
  }

  private static Key key(Row row) {
    return new Key(row.getString("author"), row.getUUID("id"));
  }

  private static Receipt receipt(Row row) {
    return new Receipt(row.getUUID("id"), row.getLong("height"), row.getString("hash"));
  }
}
