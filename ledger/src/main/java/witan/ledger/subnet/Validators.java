package witan.ledger.subnet;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import witan.ledger.block.BlockConfig;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.ValidatorInfo;

/** Validators, as those see them who stake. */
@Singleton
public class Validators {

  private static final Duration WINDOW = Duration.ofDays(30);

  /** The stake behind each hotkey of a subnet, and behind it how many. */
  private static final String STAKES =
      "with stakes as (select hotkey, sum(balance)::bigint as stake, count(*)::int as nominators"
          + " from account where netuid = $1 and hotkey is not null and balance > 0"
          + " group by hotkey), ";

  private static final String PAGE =
      "chosen as (select uid, hotkey, permit, validator_trust, coalesce(stake, 0) as stake,"
          + " coalesce(nominators, 0) as nominators from neuron left join stakes using (hotkey)"
          + " where neuron.netuid = $1 and (permit or stake > 0)"
          + " and (coalesce(stake, 0), -uid) < ($4::bigint, -$5::int)"
          + " order by coalesce(stake, 0) desc, uid limit $6::int)";

  // Whoever lost its place keeps its stake.
  private static final String BEHIND_WHOM =
      "chosen as (select uid, hotkey, coalesce(permit, false) as permit,"
          + " coalesce(validator_trust, 0) as validator_trust, stake, nominators"
          + " from account join stakes using (hotkey)"
          + " left join (select * from neuron where netuid = $1) as neuron using (hotkey)"
          + " where coldkey = $4::text and account.netuid = $1 and balance > 0)";

  private static final String SEEN =
      " select chosen.*, coldkey, take,"
          + " exists (select from epoch_neuron paid where paid.netuid = $1"
          + " and paid.hotkey = chosen.hotkey and nominators_paid > 0) as was_paid,"
          + " coalesce((select sum(nominators_paid::float8 / paid.stake) from epoch_neuron paid"
          + " where paid.netuid = $1 and paid.hotkey = chosen.hotkey and nominators_paid > 0"
          + " and paid.stake > 0 and number >= $2::bigint), 0) as paid_per_rao,"
          + " coalesce((select nominators_paid from epoch_neuron paid where paid.netuid = $1"
          + " and paid.hotkey = chosen.hotkey and nominators_paid > 0 and number = $3::bigint), 0)"
          + " as paid_last"
          + " from chosen join node using (hotkey) order by chosen.stake desc, uid";

  // What waited for a consensus is paid at once by the first epoch that has one: so what the
  // epochs of a window paid was emitted from the payment before them on, or from the genesis.
  private static final String PERIOD =
      "with now as (select height - 1 as height from head),"
          + " last as (select number, height,"
          + " owner_paid + experts_paid + validators_paid + nominators_paid as shared"
          + " from epoch where netuid = $1 order by number desc limit 1),"
          + " measured as (select min(number) as number, max(height) as until from epoch"
          + " where netuid = $1 and height > (select height from now) - $2::bigint)"
          + " select coalesce(measured.number, 9223372036854775807) as first,"
          + " coalesce(until - coalesce((select height from epoch where netuid = $1"
          + " and number < measured.number and nominators_paid > 0"
          + " order by number desc limit 1), 0), 0) as blocks,"
          + " coalesce(last.number, 0) as last, coalesce(shared, 0) as shared,"
          + " now.height - coalesce(last.height, 0) as waited,"
          + " (select coalesce(sum(balance), 0)::bigint from account"
          + " where netuid = $1 and coldkey is null) as pending"
          + " from now cross join measured left join last on true";

  private final Pool pool;
  private final double blockSeconds;

  Validators(Pool pool, BlockConfig config) {
    this.pool = pool;
    this.blockSeconds = config.every().toMillis() / 1000.0;
  }

  /**
   * Those who may validate on a subnet or have stake there, the most stake first.
   *
   * @param stake of the last one that was got, in rao, and the least uid comes first
   */
  Uni<List<ValidatorInfo>> after(int netuid, long stake, int uid, int most) {
    return period(netuid).chain(period -> seen(netuid, period, PAGE, stake, uid, most));
  }

  /** Those behind whom a coldkey has staked, by netuid. */
  public Uni<List<ValidatorInfo>> of(Coldkey coldkey) {
    return pool.preparedQuery(
            "select distinct netuid from account"
                + " where coldkey = $1 and hotkey is not null and balance > 0 order by netuid")
        .execute(Tuple.of(coldkey.address()))
        .onItem()
        .transformToMulti(Multi.createFrom()::iterable)
        .map(row -> row.getInteger("netuid"))
        .onItem()
        .transformToUniAndConcatenate(netuid ->
            period(netuid).chain(period -> seen(netuid, period, BEHIND_WHOM, coldkey.address())))
        .collect()
        .asList()
        .map(lists -> lists.stream().flatMap(List::stream).toList());
  }

  /**
   * What yields are measured by.
   *
   * @param first number of the first epoch that counts; above all where none does
   * @param blocks in which was emitted what those epochs paid
   * @param last number of the last epoch; 0 where there was none
   * @param shared what the last one shared out, in rao
   * @param waited blocks since the last one
   * @param pending emitted since, in rao
   */
  private record Period(
      long first, long blocks, long last, long shared, long waited, long pending) {}

  private Uni<Period> period(int netuid) {
    long window =
        blockSeconds == 0 ? Long.MAX_VALUE / 2 : (long) (WINDOW.toSeconds() / blockSeconds);
    return pool.preparedQuery(PERIOD)
        .execute(Tuple.of(netuid, window))
        .map(rows -> {
          Row row = rows.iterator().next();
          return new Period(
              row.getLong("first"),
              row.getLong("blocks"),
              row.getLong("last"),
              row.getLong("shared"),
              row.getLong("waited"),
              row.getLong("pending"));
        });
  }

  private Uni<List<ValidatorInfo>> seen(
      int netuid, Period period, String chosen, Object... arguments) {
    Tuple tuple = Tuple.tuple();
    List.of(netuid, period.first, period.last).forEach(tuple::addValue);
    List.of(arguments).forEach(tuple::addValue);
    return pool.preparedQuery(STAKES + chosen + SEEN)
        .execute(tuple)
        .map(rows -> {
          List<ValidatorInfo> validators = new ArrayList<>(rows.size());
          rows.forEach(row -> validators.add(validator(netuid, period, row)));
          return validators;
        });
  }

  private ValidatorInfo validator(int netuid, Period period, Row row) {
    long stake = row.getLong("stake");
    double years = years(period.blocks);
    double waited = years(period.waited);
    boolean wasPaid = row.getBoolean("was_paid") && blockSeconds > 0;
    boolean isPending = wasPaid && waited > 0 && period.shared > 0 && stake > 0;
    return new ValidatorInfo(
        netuid,
        row.getInteger("uid"),
        new Hotkey(row.getString("hotkey")),
        new Coldkey(row.getString("coldkey")),
        new Rao(stake),
        row.getInteger("nominators"),
        row.getInteger("take"),
        row.getBoolean("permit"),
        row.getInteger("validator_trust"),
        wasPaid ? (years > 0 ? row.getDouble("paid_per_rao") / years : 0.0) : null,
        isPending
            ? (double) period.pending * row.getLong("paid_last") / period.shared / stake / waited
            : null);
  }

  private double years(long blocks) {
    return blocks * blockSeconds / Duration.ofDays(365).toSeconds();
  }
}
