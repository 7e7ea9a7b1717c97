package witan.ledger.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import witan.protocol.access.Charge;
import witan.protocol.access.Hold;
import witan.protocol.key.Coldkey;

/**
 * A hold that was made.
 *
 * @param owner who pays, whoever owns the key by now
 * @param lapses when it is let go; once it is charged, when it is forgotten
 * @param charge null as long as it is not charged
 */
record Held(Hold hold, Coldkey owner, Instant lapses, @Nullable Charge charge) {}
