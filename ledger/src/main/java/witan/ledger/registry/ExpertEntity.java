package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import witan.protocol.Json;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Heartbeat;

/** An expert's row; the columns are described in the migration. */
@Entity
@Table(name = "expert")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields
public class ExpertEntity extends PanacheEntityBase {

  @Id
  @Column(columnDefinition = "char(64)")
  public String hotkey;

  public short netuid;
  public int uid;

  @Column(name = "registration_id")
  public UUID registrationId;

  public String payload;
  public String signature;

  @Column(name = "issued_at")
  public Instant issuedAt;

  @Column(name = "sent_at")
  public Instant sentAt;

  @Column(name = "registered_at")
  public Instant registeredAt;

  public String endpoint;

  @Column(name = "moved_at")
  public Instant movedAt;

  @Column(name = "last_seen")
  public Instant lastSeen;

  public boolean listed;
  public boolean healthy;
  public int sessions;
  public int passages;

  /** Whoever was seen last before this counts as down. */
  static Instant downSince(Instant now) {
    return now.minus(Heartbeat.HEALTHY_FOR);
  }

  boolean healthyAt(Instant now) {
    return listed && !lastSeen.isBefore(downSince(now));
  }

  ExpertRecord asRecord(Instant now) {
    return new ExpertRecord(descriptor(), uid, registeredAt, lastSeen, healthyAt(now), sessions);
  }

  private ExpertDescriptor descriptor() {
    return Json.read(payload, ExpertRegistration.class).descriptor();
  }
}
