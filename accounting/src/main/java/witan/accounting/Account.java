package witan.accounting;

import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * A place where rao lie, by its name. No account is ever below zero, {@link Mint} apart.
 *
 * <p>Names are part of what is hashed: add, never change.
 */
public sealed interface Account {

  /** Lower-case words, digits and colons. */
  String name();

  /** What a coldkey can spend. */
  record Free(Coldkey coldkey) implements Account {
    @Override
    public String name() {
      return "free:" + coldkey;
    }
  }

  /** What a coldkey has put behind a validator on a subnet. */
  record Stake(int netuid, Hotkey validator, Coldkey coldkey) implements Account {
    @Override
    public String name() {
      return "stake:" + netuid + ":" + validator + ":" + coldkey;
    }
  }

  /** What a subnet was emitted since its last epoch. */
  record Pot(int netuid) implements Account {
    @Override
    public String name() {
      return "pot:" + netuid;
    }
  }

  /** What is left for experts and validators after the owner's part, until it is paid. */
  record Reward(int netuid) implements Account {
    @Override
    public String name() {
      return "reward:" + netuid;
    }
  }

  /** Where all rao come from and burned rao go: its balance is the issuance, negated. */
  record Mint() implements Account {
    @Override
    public String name() {
      return "mint";
    }
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Account parse(String name) {
    String[] parts = name.split(":", -1);
    return switch (parts[0] + "/" + parts.length) {
      case "free/2" -> new Free(new Coldkey(parts[1]));
      case "stake/4" ->
          new Stake(netuid(parts[1], name), new Hotkey(parts[2]), new Coldkey(parts[3]));
      case "pot/2" -> new Pot(netuid(parts[1], name));
      case "reward/2" -> new Reward(netuid(parts[1], name));
      case "mint/1" -> new Mint();
      default -> throw new IllegalArgumentException("no account is named " + name);
    };
  }

  private static int netuid(String digits, String name) {
    if (!digits.matches("0|[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException("no account is named " + name);
    }
    return Integer.parseInt(digits);
  }
}
