package witan.ledger.gate;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** The one row that says which version the gate goes by. */
@Entity
@Table(name = "gate")
public class GateEntity extends PanacheEntityBase {

  private static final short ONLY = 1;

  @Id public short id;

  @Column(columnDefinition = "char(64)")
  public @Nullable String active;

  static Uni<GateEntity> locked() {
    return findById(ONLY, LockModeType.PESSIMISTIC_WRITE);
  }

  static Uni<GateEntity> read() {
    return findById(ONLY);
  }
}
