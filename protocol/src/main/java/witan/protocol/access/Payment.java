package witan.protocol.access;

import java.util.UUID;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;

/**
 * A transfer that a gateway owes: to an expert's owner what its experts earned, or to a client's
 * owner what is given back. Posted under its id, it is done once.
 *
 * @param id of the command that transfers it
 * @param account the gateway's
 */
public record Payment(UUID id, Coldkey account, Coldkey payee, Rao amount, Kind kind) {

  /** What it is for. */
  public enum Kind {
    EARNED,
    REFUND
  }
}
