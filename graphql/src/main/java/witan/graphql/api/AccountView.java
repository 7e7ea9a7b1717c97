package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountInfo;

/** What a coldkey has. */
@Type("Account")
public record AccountView(
    @Id String address,
    long nonce,
    RaoScalar free,
    RaoScalar staked,
    List<@NonNull StakeView> stakes,
    @Id List<@NonNull String> hotkeys) {

  static AccountView of(AccountInfo account) {
    return new AccountView(
        account.address().address(),
        account.nonce(),
        new RaoScalar(account.free()),
        new RaoScalar(account.staked()),
        account.stakes().stream().map(StakeView::of).toList(),
        account.hotkeys().stream().map(Hotkey::hex).toList());
  }
}
