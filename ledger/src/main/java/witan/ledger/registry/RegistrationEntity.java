package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A registration that was done, so that it is not done again. */
@Entity
@Table(name = "registration")
@IdClass(RegistrationEntity.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class RegistrationEntity extends PanacheEntityBase {

  @Id
  @Column(columnDefinition = "char(64)")
  public String hotkey;

  @Id public UUID id;

  /** SHA-256 of the payload. */
  public byte[] payload;

  @Column(name = "done_at")
  public Instant doneAt;

  /** Ids are made by the experts, and each expert's are its own. */
  public static class Key {
    public String hotkey;
    public UUID id;

    public Key() {}

    Key(String hotkey, UUID id) {
      this.hotkey = hotkey;
      this.id = id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && hotkey.equals(that.hotkey) && id.equals(that.id);
    }

    @Override
    public int hashCode() {
      return Objects.hash(hotkey, id);
    }
  }
}
