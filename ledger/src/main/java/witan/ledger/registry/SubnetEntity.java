package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A subnet and the uid that its next neuron gets. */
@Entity
@Table(name = "subnet")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class SubnetEntity extends PanacheEntityBase {

  @Id public short netuid;
  public String name;

  @Column(name = "next_uid")
  public int nextUid;
}
