package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.Refusal;
import witan.ledger.http.RefusedException;
import witan.protocol.key.Hotkey;
import witan.protocol.network.Deregistration;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Heartbeat;
import witan.protocol.signature.SignedMessage;

/**
 * The experts of the network. Nothing else writes their rows.
 *
 * <p>Whatever changes what the list shows locks the registry's row first and raises its version; a
 * heartbeat of an expert that is up touches that expert's row alone.
 */
@Singleton
public class Experts {

  private final InstantSource clock;
  private final Endpoints endpoints;
  private final int maxExperts;
  private final Duration servingInterval;

  Experts(
      InstantSource clock,
      Endpoints endpoints,
      @ConfigProperty(name = "witan.registry.max-experts") int maxExperts,
      @ConfigProperty(name = "witan.registry.serving-interval") Duration servingInterval) {
    this.clock = clock;
    this.endpoints = endpoints;
    this.maxExperts = maxExperts;
    this.servingInterval = servingInterval;
  }

  /** Lists an expert, or changes what the list says of it. Sent again, it is done once. */
  Uni<ExpertRecord> register(SignedMessage message) {
    ExpertRegistration wish =
        Messages.open(message, ExpertRegistration.TYPE, ExpertRegistration.class);
    Messages.checkSpeaker(message, wish.descriptor().hotkey());
    Instant now = now();
    Messages.checkTime(wish.issuedAt(), now);
    return endpoints
        .check(wish.descriptor().endpoint())
        .chain(() ->
            Panache.withTransaction(() ->
                RegistryEntity.locked().chain(registry -> register(registry, message, wish, now))));
  }

  private Uni<ExpertRecord> register(
      RegistryEntity registry, SignedMessage message, ExpertRegistration wish, Instant now) {
    String hotkey = message.hotkey().hex();
    byte[] digest = sha256(message.payload());
    return RegistrationEntity.<RegistrationEntity>findById(
            new RegistrationEntity.Key(hotkey, wish.id()))
        .chain(done -> {
          if (done == null) {
            return apply(registry, message, wish, now)
                .call(() -> remember(hotkey, wish, digest, now))
                .map(expert -> expert.asRecord(now));
          }
          if (!MessageDigest.isEqual(done.payload, digest)) {
            throw new RefusedException(
                Refusal.ID_TAKEN, "Give each registration an id of its own; repeat it unchanged.");
          }
          return ExpertEntity.<ExpertEntity>findById(hotkey).map(e -> e.asRecord(now));
        });
  }

  private Uni<ExpertEntity> apply(
      RegistryEntity registry, SignedMessage message, ExpertRegistration wish, Instant now) {
    short netuid = (short) wish.descriptor().modality().netuid();
    return ExpertEntity.<ExpertEntity>findById(message.hotkey().hex())
        .chain(known -> {
          // Strictly: a farewell of the same instant came after the registration.
          if (known != null && wish.issuedAt().isBefore(known.issuedAt)) {
            throw new RefusedException(
                Refusal.OVERTAKEN, "A registration issued later is in force; sign a new one.");
          }
          if (known != null) {
            checkMove(known, wish, now);
          }
          if (known != null && known.netuid == netuid) {
            write(known, message, wish, now);
            registry.version++;
            return Uni.createFrom().item(known);
          }
          return numbered(netuid)
              .chain(uid -> {
                ExpertEntity expert = known == null ? new ExpertEntity() : known;
                expert.netuid = netuid;
                expert.uid = uid;
                if (known == null) {
                  expert.hotkey = message.hotkey().hex();
                  expert.registeredAt = now;
                }
                write(expert, message, wish, now);
                registry.version++;
                return known == null ? expert.persist() : Uni.createFrom().item(expert);
              });
        });
  }

  // Whoever asked an expert a moment ago should find it again, and a list that changes all the time
  // would be sent all the time.
  private void checkMove(ExpertEntity known, ExpertRegistration wish, Instant now) {
    Instant from = known.movedAt.plus(servingInterval);
    if (isMoved(known, wish) && now.isBefore(from)) {
      throw new RefusedException(
          Refusal.MOVED_TOO_SOON,
          "The endpoint is %s since %s; it can be changed again at %s."
              .formatted(known.endpoint, known.movedAt, from));
    }
  }

  private static boolean isMoved(ExpertEntity known, ExpertRegistration wish) {
    return !wish.descriptor().endpoint().equals(known.endpoint);
  }

  private Uni<Integer> numbered(short netuid) {
    return ExpertEntity.count("netuid", netuid)
        .chain(taken -> {
          if (taken >= maxExperts) {
            throw new RefusedException(
                Refusal.SUBNET_FULL,
                "The subnet takes " + maxExperts + " experts; ask this network's operator.");
          }
          return SubnetEntity.<SubnetEntity>findById(netuid).map(subnet -> subnet.nextUid++);
        });
  }

  private static void write(
      ExpertEntity expert, SignedMessage message, ExpertRegistration wish, Instant now) {
    if (isMoved(expert, wish)) {
      expert.endpoint = wish.descriptor().endpoint();
      expert.movedAt = now;
    }
    expert.registrationId = wish.id();
    expert.payload = message.payload();
    expert.signature = message.signature();
    expert.issuedAt = micros(wish.issuedAt());
    expert.sentAt = micros(wish.issuedAt());
    expert.lastSeen = now;
    expert.listed = true;
    expert.healthy = true;
    expert.sessions = 0;
    expert.passages = 0;
  }

  private static Uni<Void> remember(
      String hotkey, ExpertRegistration wish, byte[] digest, Instant now) {
    RegistrationEntity done = new RegistrationEntity();
    done.hotkey = hotkey;
    done.id = wish.id();
    done.payload = digest;
    done.doneAt = now;
    // One that was issued five minutes ahead is in date for ten.
    Instant outOfDate = now.minus(Messages.TOLERANCE.multipliedBy(2)).minusSeconds(1);
    return RegistrationEntity.delete("doneAt < ?1", outOfDate)
        .chain(() -> done.persist())
        .replaceWithVoid();
  }

  /** An expert is alive. Repeated, or not the latest, it says nothing new. */
  Uni<Void> heartbeat(SignedMessage message) {
    Heartbeat beat = Messages.open(message, Heartbeat.TYPE, Heartbeat.class);
    Messages.checkSpeaker(message, beat.hotkey());
    Instant now = now();
    Messages.checkTime(beat.sentAt(), now);
    Instant sentAt = micros(beat.sentAt());
    return Panache.withTransaction(() ->
        ExpertEntity.update(
                "set lastSeen = ?1, sentAt = ?2, sessions = ?3, passages = ?4 where hotkey = ?5"
                    + " and listed = true and healthy = true and lastSeen >= ?6 and sentAt < ?2",
                now,
                sentAt,
                beat.sessions(),
                beat.passages(),
                beat.hotkey().hex(),
                ExpertEntity.downSince(now))
            .chain(
                changed -> changed == 1 ? Uni.createFrom().voidItem() : revive(beat, sentAt, now)));
  }

  private static Uni<Void> revive(Heartbeat beat, Instant sentAt, Instant now) {
    return RegistryEntity.locked()
        .chain(registry ->
            listed(beat.hotkey())
                .invoke(expert -> {
                  if (sentAt.isBefore(expert.sentAt)) {
                    throw overtaken();
                  }
                  if (sentAt.equals(expert.sentAt)) {
                    return; // the same again
                  }
                  expert.lastSeen = now;
                  expert.sentAt = sentAt;
                  expert.sessions = beat.sessions();
                  expert.passages = beat.passages();
                  expert.healthy = true;
                  registry.version++;
                }))
        .replaceWithVoid();
  }

  /** An expert goes. It keeps its uid for when it comes back. */
  Uni<Void> deregister(SignedMessage message) {
    Deregistration farewell = Messages.open(message, Deregistration.TYPE, Deregistration.class);
    Messages.checkSpeaker(message, farewell.hotkey());
    Messages.checkTime(farewell.sentAt(), now());
    Instant sentAt = micros(farewell.sentAt());
    return Panache.withTransaction(() ->
        RegistryEntity.locked()
            .chain(registry ->
                listed(farewell.hotkey())
                    .invoke(expert -> {
                      // An earlier life's farewell does not end this one.
                      if (sentAt.isBefore(expert.issuedAt)) {
                        throw overtaken();
                      }
                      expert.listed = false;
                      expert.healthy = false;
                      expert.sentAt = sentAt;
                      registry.version++;
                    }))
            .replaceWithVoid());
  }

  private static Uni<ExpertEntity> listed(Hotkey hotkey) {
    return ExpertEntity.<ExpertEntity>findById(hotkey.hex())
        .invoke(expert -> {
          if (expert == null || !expert.listed) {
            throw new RefusedException(
                Refusal.NOT_REGISTERED, "Register first: POST /network/experts.");
          }
        });
  }

  private static RefusedException overtaken() {
    return new RefusedException(
        Refusal.OVERTAKEN, "A message sent later has been seen; send them in order.");
  }

  /**
   * The list.
   *
   * @param seen the version that the caller has
   * @return none if that is the list's version still
   */
  Uni<Optional<ExpertList>> list(@Nullable Long seen) {
    Instant now = now();
    return Panache.withTransaction(() ->
        markDown(now)
            // Before the rows: should they be newer than the version, the next poll sees to it.
            .chain(() -> RegistryEntity.read())
            .chain(registry -> {
              long version = registry.version;
              if (seen != null && seen == version) {
                return Uni.createFrom().item(Optional.<ExpertList>empty());
              }
              return ExpertEntity.<ExpertEntity>list("listed = true order by netuid, uid")
                  .map(experts ->
                      Optional.of(
                          new ExpertList(
                              version, experts.stream().map(e -> e.asRecord(now)).toList())));
            }));
  }

  // Nobody says when an expert falls silent: whoever looks next finds out, and the version tells.
  private static Uni<Void> markDown(Instant now) {
    Instant since = ExpertEntity.downSince(now);
    return ExpertEntity.count("healthy = true and lastSeen < ?1", since)
        .chain(silent ->
            silent == 0
                ? Uni.createFrom().voidItem()
                : RegistryEntity.locked()
                    .chain(registry ->
                        ExpertEntity.update(
                                "healthy = false where healthy = true and lastSeen < ?1", since)
                            .invoke(changed -> {
                              if (changed > 0) {
                                registry.version++;
                              }
                            }))
                    .replaceWithVoid());
  }

  Uni<ExpertRecord> find(Hotkey hotkey) {
    Instant now = now();
    return Panache.withSession(() -> listed(hotkey).map(expert -> expert.asRecord(now)));
  }

  /** How many are up. */
  Uni<Long> countHealthy() {
    Instant since = ExpertEntity.downSince(now());
    return Panache.withSession(() -> ExpertEntity.count("listed = true and lastSeen >= ?1", since));
  }

  // As PostgreSQL keeps it.
  private static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private Instant now() {
    return micros(clock.instant());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
