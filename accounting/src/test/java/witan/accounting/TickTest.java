package witan.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.Account.Free;
import witan.accounting.Account.Mint;
import witan.accounting.Account.Pot;
import witan.accounting.Account.Reward;
import witan.protocol.key.Coldkey;

class TickTest {

  private static final Coldkey OWNER = new Coldkey("0x" + "a".repeat(40));
  private static final long TAO = 1_000_000_000;
  private static final long CAP = 21_000_000 * TAO;

  private final Books books = new Books();
  private final Tick tick =
      new Tick(
          Market.genesis(
              new Parameters(16, 11_796, 100, 10, 2, TAO, 100 * TAO, 0, 0),
              Market.subnet(1, OWNER, 8, 4),
              Market.subnet(2, null, 8, 4),
              Market.subnet(3, OWNER, 8, 4)));

  @BeforeEach
  void subnets() {
    books.open(new Subnet(1, 8, 0, 0, 2 * TAO, 0, 1, 0, 0));
    books.open(new Subnet(2, 8, 6, 22, 2 * TAO, 6, 2, 0, 0));
    books.open(new Subnet(3, 8, 2, 18, 2 * TAO, 2, 0, 0, 0));
  }

  @Test
  void aBlocksEmissionIsSharedOutToTheLastRao() {
    assertThat(tick.close(books, 3).emission()).isEqualTo(TAO);

    assertThat(books.balance(new Pot(1))).isEqualTo(333_333_334);
    assertThat(books.balance(new Pot(2))).isEqualTo(666_666_666);
    assertThat(books.balance(new Pot(3))).isZero();
    assertThat(books.balance(new Mint())).isEqualTo(-TAO);
  }

  @Test
  void emissionHalvesByIssuanceAndEndsAtTheCap() {
    books.open(new Mint(), -(CAP / 2 - 1));
    assertThat(tick.close(books, 1).emission()).isEqualTo(TAO);
    assertThat(tick.close(books, 2).emission()).isEqualTo(TAO / 2);
    books.open(new Mint(), -CAP);
    assertThat(tick.close(books, 3).emission()).isZero();
    books.open(new Mint(), -(CAP - 1));
    assertThat(tick.close(books, 4).emission()).isZero();
  }

  @Test
  void atTheEpochTheOwnerGetsItsPartOnceAndTheRestIsSetAside() {
    for (int height = 1; height <= 2; height++) {
      tick.close(books, height); // netuid 1 is due at 2: (2 + 1 + 1) mod 5 = 4
    }
    long emitted = 2 * 333_333_334L;
    long cut = emitted * 11_796 / 65_535;
    assertThat(books.balance(new Free(OWNER))).isEqualTo(cut);
    assertThat(books.balance(new Pot(1))).isZero();
    assertThat(books.balance(new Reward(1))).isEqualTo(emitted - cut);

    for (int height = 3; height <= 7; height++) {
      tick.close(books, height);
    }
    assertThat(books.balance(new Free(OWNER))).isEqualTo(cut + 5 * 333_333_334L * 11_796 / 65_535);
  }

  @Test
  void withoutAnOwnerAllOfItIsSetAside() {
    for (int height = 1; height <= 6; height++) {
      tick.close(books, height); // netuid 2 is due at 1 and at 6
    }
    assertThat(books.balance(new Reward(2))).isEqualTo(6 * 666_666_666L);
  }

  @Test
  void thePriceOfARegistrationFollowsDemand() {
    for (int height = 1; height <= 9; height++) {
      tick.close(books, height);
    }
    assertThat(books.subnet(2).orElseThrow().burn()).isEqualTo(2 * TAO);
    tick.close(books, 10);

    // Six where two were wanted: by (6 + 2) / (2 · 2). None: halved. As wanted: as it was.
    assertThat(books.subnet(2)).contains(new Subnet(2, 8, 6, 22, 4 * TAO, 0, 2, 6, 2));
    assertThat(books.subnet(1)).contains(new Subnet(1, 8, 0, 0, TAO, 0, 1, 7, 2));
    assertThat(books.subnet(3)).contains(new Subnet(3, 8, 2, 18, 2 * TAO, 0, 0, 10, 2));
    for (int height = 11; height <= 20; height++) {
      tick.close(books, height);
    }
    assertThat(books.subnet(1).orElseThrow().burn()).isEqualTo(TAO); // never below the least
  }
}
