package witan.graphql.api;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.ValidatorInfo;

/**
 * What a coldkey has.
 *
 * @param withdrawable what could leave the ledger
 */
@Type("Account")
public record AccountView(
    @Id String address,
    long nonce,
    RaoScalar free,
    RaoScalar staked,
    RaoScalar withdrawable,
    List<@NonNull StakeView> stakes,
    @Id List<@NonNull String> hotkeys) {

  /**
   * @param validators behind whom it has staked
   */
  static AccountView of(AccountInfo account, Uni<List<ValidatorInfo>> validators) {
    return new AccountView(
        account.address().address(),
        account.nonce(),
        new RaoScalar(account.free()),
        new RaoScalar(account.staked()),
        new RaoScalar(account.free()),
        account.stakes().stream().map(stake -> StakeView.of(stake, validators)).toList(),
        account.hotkeys().stream().map(Hotkey::hex).toList());
  }
}
