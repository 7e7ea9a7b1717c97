package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A gateway's row. */
@Entity
@Table(name = "gateway")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class GatewayEntity extends PanacheEntityBase {

  @Id
  @Column(columnDefinition = "char(64)")
  public String hotkey;

  public String endpoint;

  @Column(name = "updated_at")
  public Instant updatedAt;
}
