package witan.gating;

import witan.protocol.network.ExpertRecord;

/**
 * An expert and what the gate knows of it.
 *
 * @param entry as the ledger lists it, except that {@code healthy} is the gate's own judgement
 */
public record KnownExpert(ExpertRecord entry, Profile profile) {

  String name() {
    return entry.descriptor().name();
  }
}
