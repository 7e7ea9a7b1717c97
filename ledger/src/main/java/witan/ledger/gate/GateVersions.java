package witan.ledger.gate;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.Refusal;
import witan.ledger.http.RefusedException;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateVersion;

/** What the gate has learned. The latest versions are kept, and the active one whatever its age. */
@Singleton
public class GateVersions {

  private final InstantSource clock;
  private final int kept;

  GateVersions(InstantSource clock, @ConfigProperty(name = "witan.gate-versions.kept") int kept) {
    if (kept < 1) {
      throw new IllegalArgumentException(
          "witan.gate-versions.kept is " + kept + "; keep at least one");
    }
    this.clock = clock;
    this.kept = kept;
  }

  /**
   * Stores a version and makes the gate go by it; done at most once under an id.
   *
   * <p>Refused are another content under a known id, and one that was not learned on top of the
   * active version: somebody else was quicker, or it was rolled back.
   */
  Uni<GateVersion> store(UUID id, GateContent content) {
    return Panache.withTransaction(() ->
        GateEntity.locked()
            .chain(gate ->
                GateVersionEntity.<GateVersionEntity>findById(id)
                    .chain(known -> {
                      if (known != null) {
                        return Uni.createFrom().item(again(known, content, gate));
                      }
                      checkParent(content.parent(), gate.active);
                      return add(id, content, gate);
                    })));
  }

  private static GateVersion again(GateVersionEntity known, GateContent content, GateEntity gate) {
    if (!known.version.equals(content.version())) {
      throw new RefusedException(
          Refusal.ID_TAKEN, "Another content is stored under this id; make a new one.");
    }
    return listed(known, gate);
  }

  private static void checkParent(@Nullable String parent, @Nullable String active) {
    if (!Objects.equals(parent, active)) {
      throw new RefusedException(
          Refusal.NOT_ON_TOP,
          "The gate goes by another version now; fetch GET /gate/active and learn on top of it.");
    }
  }

  private Uni<GateVersion> add(UUID id, GateContent content, GateEntity gate) {
    GateVersionEntity entity = new GateVersionEntity();
    entity.id = id;
    entity.version = content.version();
    entity.parent = content.parent();
    entity.content = content.content();
    entity.storedAt = now();
    gate.active = entity.version;
    return entity
        .persistAndFlush()
        .chain(() -> prune(entity.version))
        .replaceWith(() -> listed(entity, gate));
  }

  private Uni<Void> prune(String active) {
    return GateVersionEntity.<GateVersionEntity>find("order by storedAt desc, id")
        .range(kept - 1, kept - 1)
        .firstResult()
        .chain(oldest ->
            oldest == null
                ? Uni.createFrom().voidItem()
                : GateVersionEntity.delete(
                        "storedAt < ?1 and version <> ?2", oldest.storedAt, active)
                    .replaceWithVoid());
  }

  /** The version stored under an id; null if there is none. */
  Uni<@Nullable GateVersion> find(UUID id) {
    return Panache.withSession(() ->
        GateEntity.read()
            .chain(gate ->
                GateVersionEntity.<GateVersionEntity>findById(id)
                    .map(known -> known == null ? null : listed(known, gate))));
  }

  /** All that are kept, the latest first. */
  Uni<List<GateVersion>> list() {
    return Panache.withSession(() ->
        GateEntity.read()
            .chain(gate ->
                GateVersionEntity.find(
                        "select id, version, parent, storedAt from GateVersionEntity"
                            + " order by storedAt desc, id")
                    .project(Row.class)
                    .list()
                    .map(rows -> rows.stream().map(row -> row.listed(gate)).toList())));
  }

  /** A version's row without its content. */
  @RegisterForReflection
  public record Row(UUID id, String version, @Nullable String parent, Instant storedAt) {

    private GateVersion listed(GateEntity gate) {
      return new GateVersion(id, version, parent, storedAt, version.equals(gate.active));
    }
  }

  /** What the gate goes by; none if it has learned nothing. */
  Uni<Optional<GateContent>> active() {
    return Panache.withSession(() ->
        GateEntity.read()
            .chain(gate ->
                gate.active == null
                    ? Uni.createFrom().item(Optional.<GateContent>empty())
                    : GateVersionEntity.named(gate.active)
                        .map(found -> Optional.of(new GateContent(found.parent, found.content)))));
  }

  /** The name of what the gate goes by; none if it has learned nothing. */
  Uni<Optional<String>> activeName() {
    return Panache.withSession(
        () -> GateEntity.read().map(gate -> Optional.ofNullable(gate.active)));
  }

  /**
   * Makes the gate go by a version that is kept, or by none.
   *
   * <p>Refused is one that is not kept.
   */
  Uni<Void> activate(@Nullable String version) {
    return Panache.withTransaction(() ->
        GateEntity.locked()
            .chain(gate -> {
              if (version == null) {
                gate.active = null;
                return Uni.createFrom().voidItem();
              }
              return GateVersionEntity.named(version)
                  .invoke(found -> {
                    if (found == null) {
                      throw new RefusedException(
                          Refusal.NO_SUCH_VERSION,
                          "GET /gate/versions lists the versions that are kept.");
                    }
                    gate.active = version;
                  })
                  .replaceWithVoid();
            }));
  }

  private static GateVersion listed(GateVersionEntity entity, GateEntity gate) {
    return new GateVersion(
        entity.id,
        entity.version,
        entity.parent,
        entity.storedAt,
        entity.version.equals(gate.active));
  }

  // As PostgreSQL keeps it.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
