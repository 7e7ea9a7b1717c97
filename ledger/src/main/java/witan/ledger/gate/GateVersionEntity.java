package witan.ledger.gate;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A version's row. */
@Entity
@Table(name = "gate_version")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class GateVersionEntity extends PanacheEntityBase {

  @Id public UUID id;

  @Column(columnDefinition = "char(64)")
  public String version;

  @Column(columnDefinition = "char(64)")
  public @Nullable String parent;

  public String content;

  @Column(name = "stored_at")
  public Instant storedAt;

  /** The latest under this name; null if there is none. */
  static Uni<GateVersionEntity> named(String version) {
    return find("version = ?1 order by storedAt desc", version).firstResult();
  }
}
