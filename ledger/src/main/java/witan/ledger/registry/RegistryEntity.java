package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** The one row that orders all changes to the list of experts. */
@Entity
@Table(name = "registry")
public class RegistryEntity extends PanacheEntityBase {

  private static final short ONLY = 1;

  @Id public short id;
  public long version;

  static Uni<RegistryEntity> locked() {
    return findById(ONLY, LockModeType.PESSIMISTIC_WRITE);
  }

  static Uni<RegistryEntity> read() {
    return findById(ONLY);
  }
}
