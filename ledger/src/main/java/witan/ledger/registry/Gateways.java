package witan.ledger.registry;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import witan.protocol.key.Hotkey;
import witan.protocol.network.Gateway;

/** The gateways of the network, by hotkey. */
@Singleton
public class Gateways {

  private final InstantSource clock;

  Gateways(InstantSource clock) {
    this.clock = clock;
  }

  /** Lists a gateway, or moves it. */
  Uni<Void> put(Gateway gateway) {
    Instant now = clock.instant();
    // The registry's lock, so that two puts of a new gateway do not both insert it.
    return Panache.withTransaction(() ->
        RegistryEntity.locked()
            .chain(() -> GatewayEntity.<GatewayEntity>findById(gateway.hotkey().hex()))
            .chain(known -> {
              GatewayEntity entity = known == null ? new GatewayEntity() : known;
              entity.endpoint = gateway.endpoint();
              entity.updatedAt = now;
              if (known == null) {
                entity.hotkey = gateway.hotkey().hex();
                return entity.persist().replaceWithVoid();
              }
              return Uni.createFrom().voidItem();
            }));
  }

  Uni<List<Gateway>> all() {
    return Panache.withSession(() ->
        GatewayEntity.<GatewayEntity>list("order by hotkey")
            .map(found ->
                found.stream().map(g -> new Gateway(new Hotkey(g.hotkey), g.endpoint)).toList()));
  }

  Uni<Long> count() {
    return Panache.withSession(() -> GatewayEntity.count());
  }
}
