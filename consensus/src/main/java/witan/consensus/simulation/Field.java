package witan.consensus.simulation;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import witan.consensus.EpochOutcome;

/** What a file can expect of an epoch, under the name that it has there. */
public enum Field {
  STAKE_WEIGHT(ofParts(EpochOutcome::stakeWeight)),
  ACTIVE(ofFlags(EpochOutcome::active)),
  CONSENSUS(ofParts(EpochOutcome::consensus)),
  INCENTIVE(ofParts(EpochOutcome::incentive)),
  DIVIDENDS(ofParts(EpochOutcome::dividends)),
  VALIDATOR_TRUST(ofParts(EpochOutcome::validatorTrust)),
  SERVER_EMISSION(ofRao(EpochOutcome::serverEmission)),
  VALIDATOR_EMISSION(ofRao(EpochOutcome::validatorEmission)),
  EMISSION(ofRao(EpochOutcome::emission)),
  VALIDATOR_PERMIT(ofFlags(EpochOutcome::permits)),
  BONDS((outcome, uid, of) -> outcome.bonds().at(uid, of)),
  /** Of all together: whether everybody earned the same as an expert, and that not nothing. */
  SERVER_EMISSION_EQUAL_AND_POSITIVE(
      (outcome, uid, of) -> isEqualAndPositive(outcome.serverEmission()) ? 1 : 0);

  private final Value value;

  Field(Value value) {
    this.value = value;
  }

  /** The number: rao, parts of 65,535, or 1 for true and 0 for false. */
  public long of(EpochOutcome outcome, int uid, int of) {
    return value.of(outcome, uid, of);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean isEqualAndPositive(long[] rao) {
    return Arrays.stream(rao).allMatch(amount -> amount > 0 && amount == rao[0]);
  }

  private interface Value {
    long of(EpochOutcome outcome, int uid, int of);
  }

  private static Value ofParts(Function<EpochOutcome, int[]> parts) {
    return (outcome, uid, of) -> parts.apply(outcome)[uid];
  }

  private static Value ofRao(Function<EpochOutcome, long[]> rao) {
    return (outcome, uid, of) -> rao.apply(outcome)[uid];
  }

  private static Value ofFlags(Function<EpochOutcome, boolean[]> flags) {
    return (outcome, uid, of) -> flags.apply(outcome)[uid] ? 1 : 0;
  }
}
