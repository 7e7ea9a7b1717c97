package witan.protocol.ledger;

import witan.protocol.key.Coldkey;

/** A command by which an owner moves what is theirs; its coldkey signs it. */
public sealed interface OwnerCommand extends Command
    permits Command.Transfer,
        Command.Stake,
        Command.Unstake,
        Command.MoveStake,
        Command.Register,
        Command.SetTake {

  /** Whose command it is, and who signs it. */
  Coldkey coldkey();

  @Override
  default String author() {
    return coldkey().address();
  }
}
