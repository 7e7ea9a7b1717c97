package witan.graphql.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.ValidatorInfo;

/**
 * Subnet 1 of the ledger: experts that share what there is alike, five validators, of whom two have
 * the same stake, and an epoch every 200 ms.
 */
final class FakeSubnet {

  static final Hotkey VALIDATOR = validator(0);

  private static final Coldkey OWNER = new Coldkey("0x" + "12".repeat(20));
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final int VALIDATORS = 5;
  private static final int WHOLE = 65_535;

  private final Instant started = Instant.now();
  private final Supplier<List<Hotkey>> experts;

  FakeSubnet(Supplier<List<Hotkey>> experts) {
    this.experts = experts;
  }

  private static Hotkey validator(int place) {
    return new Hotkey("%02x".formatted(0xaa + place).repeat(32));
  }

  /** Answers, if it is a path of subnets. */
  boolean answers(HttpExchange exchange, String path, String query) throws IOException {
    int first =
        query.contains("first=")
            ? Integer.parseInt(query.replaceAll(".*first=([0-9]+).*", "$1"))
            : 0;
    switch (path) {
      case "/epochs" -> FakeNetwork.send(exchange, 200, epochs(first, Long.MAX_VALUE));
      case "/subnets/1/neurons" -> FakeNetwork.send(exchange, 200, neurons());
      case "/subnets/1/validators" -> FakeNetwork.send(exchange, 200, validators(first, query));
      case "/subnets/1/epochs" -> FakeNetwork.send(exchange, 200, epochs(first, before(query)));
      case "/subnets/1/epochs/neurons" ->
          FakeNetwork.send(
              exchange,
              200,
              epochs(first, before(query)).stream()
                  .map(epoch -> new EpochNeurons(epoch.number(), neurons()))
                  .toList());
      default -> {
        if (!path.startsWith("/subnets/")) {
          return false;
        }
        FakeNetwork.send(exchange, 404, Map.of());
      }
    }
    return true;
  }

  static List<ValidatorInfo> validators() {
    return IntStream.range(0, VALIDATORS)
        .mapToObj(place ->
            new ValidatorInfo(
                1,
                place,
                validator(place),
                OWNER,
                new Rao(place == 2 ? 1_000 : 2_000 - 500L * place),
                3,
                WHOLE / 5,
                true,
                WHOLE,
                place == 0 ? 0.25 : null,
                null))
        .toList();
  }

  private static List<ValidatorInfo> validators(int first, String query) {
    List<ValidatorInfo> all =
        validators().stream()
            .filter(one -> one.stake().value() > 0)
            .sorted(
                Comparator.comparing(ValidatorInfo::stake)
                    .reversed()
                    .thenComparing(ValidatorInfo::uid))
            .toList();
    int from = 0;
    if (query.contains("after=")) {
      String after = query.replaceAll(".*after=([0-9-]+).*", "$1");
      from = 1 + all.stream().map(one -> one.stake() + "-" + one.uid()).toList().indexOf(after);
    }
    return all.stream().skip(from).limit(first).toList();
  }

  private static long before(String query) {
    return query.contains("before=")
        ? Long.parseLong(query.replaceAll(".*before=([0-9]+).*", "$1"))
        : Long.MAX_VALUE;
  }

  private List<EpochInfo> epochs(int first, long before) {
    long latest = 6 + Duration.between(started, Instant.now()).dividedBy(EVERY);
    return LongStream.iterate(Math.min(latest, before - 1), number -> number > 0, n -> n - 1)
        .limit(first)
        .mapToObj(number ->
            new EpochInfo(
                1,
                number,
                100 * number,
                new Rao(100),
                new Rao(18),
                new Rao(41),
                new Rao(11),
                new Rao(30),
                "%064x".formatted(number)))
        .toList();
  }

  private List<NeuronInfo> neurons() {
    List<Hotkey> all = experts.get();
    return IntStream.range(0, all.size())
        .mapToObj(uid ->
            new NeuronInfo(
                uid,
                all.get(uid),
                OWNER,
                1,
                90,
                new Rao(uid),
                true,
                uid == 0,
                WHOLE,
                WHOLE / all.size(),
                0,
                WHOLE / 5,
                new Rao(41),
                "http://127.0.0.1:1"))
        .toList();
  }
}
