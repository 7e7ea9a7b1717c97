package witan.protocol.ledger;

import java.util.Locale;

/**
 * Why a command was not posted.
 *
 * <p>The order of the constants is the order in which the rules are tried: a command that breaks
 * several is refused for the first. Names are part of the API: add, never rename.
 */
public enum Refusal {
  AMOUNT_NEGATIVE(400, "The amount is negative"),
  AMOUNT_ZERO(400, "The amount is zero"),
  AMOUNT_TOO_LARGE(400, "The amount is larger than any can be"),
  WRONG_SIGNATURE(403, "The signature is not the coldkey's over this command"),
  WRONG_HOTKEY_SIGNATURE(403, "The hotkey did not agree"),
  BUSY(503, "The ledger has too much to do"),
  ID_TAKEN(409, "The id was used for another command"),
  NONCE_TOO_LOW(409, "The nonce was used, or passed over"),
  NO_SUCH_SUBNET(404, "There is no such subnet"),
  SAME_ACCOUNT(400, "Both accounts are the same"),
  NOT_REGISTERED(404, "The hotkey is not registered on the subnet"),
  ALREADY_REGISTERED(409, "The hotkey is registered on the subnet already"),
  SUBNET_FULL(409, "The subnet is full"),
  NOT_THE_OWNER(403, "The hotkey belongs to another coldkey"),
  TAKE_TOO_HIGH(400, "The take is above the highest"),
  TAKE_RAISED_TOO_SOON(409, "The take was raised not long ago"),
  BURN_ABOVE_MAXIMUM(409, "The registration costs more than the command allows"),
  INSUFFICIENT_FUNDS(409, "The account holds less than that"),
  INSUFFICIENT_STAKE(409, "Less than that is staked there"),
  STAKE_COOLING(409, "The stake was added not long ago"),
  COMMIT_REVEAL_REQUIRED(409, "Weights are committed to first on this subnet"),
  COMMIT_REVEAL_OFF(409, "Weights are set openly on this subnet"),
  WEIGHTS_SET_TOO_SOON(409, "Weights were set not long ago"),
  TOO_MANY_COMMITS(409, "Too many commitments are open"),
  NO_SUCH_COMMIT(404, "There is no such commitment"),
  REVEAL_TOO_EARLY(409, "The commitment can't be revealed yet"),
  COMMIT_EXPIRED(409, "The commitment can't be revealed any more"),
  STAKE_TOO_LOW(403, "Too little is staked behind the validator"),
  WRONG_VERSION_KEY(409, "The weights were made by older rules"),
  LENGTHS_DIFFER(400, "There are not as many weights as ids"),
  TOO_MANY_UIDS(400, "There are more uids than neurons"),
  NO_PERMIT(403, "The neuron may not validate"),
  DUPLICATE_UIDS(400, "An id is named twice"),
  UNKNOWN_UID(400, "There is no such uid"),
  TOO_FEW_WEIGHTS(400, "Too few uids are weighed"),
  MAX_WEIGHT_EXCEEDED(400, "One weight is too large a part of all"),
  VOTING_OFF(409, "Nobody votes for subnets on this ledger");

  private final int status;
  private final String title;

  Refusal(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** As HTTP has it. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** As problem JSON names it: {@code urn:witan:problem:id-taken}. */
  public String urn() {
    return "urn:witan:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
