package witan.consensus.tokenomics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.consensus.SparseRows;

class TokenomicsTest {

  private static final int TRIES = 2_000;

  @Test
  void takePartsAndDustAreTheDividend() {
    for (int seed = 0; seed < TRIES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long dividend = amount(random);
      long[] stakes = LongStream.generate(() -> amount(random)).limit(random.nextInt(20)).toArray();
      DividendSplit split = DividendSplit.of(dividend, random.nextInt(65_536), stakes);

      assertThat(split.take() + Arrays.stream(split.parts()).sum() + split.dust())
          .as("seed %d", seed)
          .isEqualTo(dividend);
      assertThat(split.take()).isBetween(0L, dividend);
      assertThat(split.dust()).isNotNegative();
      for (int i = 0; i < stakes.length; i++) {
        assertThat(split.parts()[i]).isNotNegative();
        if (stakes[i] == 0) {
          assertThat(split.parts()[i]).isZero();
        }
      }
      if (Arrays.stream(stakes).anyMatch(stake -> stake > 0)) {
        assertThat(split.dust()).isLessThanOrEqualTo(stakes.length);
      }
    }
  }

  @Test
  void theOwnersCutAndTheRestAreTheEmission() {
    for (int seed = 0; seed < TRIES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long emission = amount(random);
      int parts = random.nextInt(65_536);
      OwnerCut cut = OwnerCut.of(emission, parts);

      assertThat(cut.owner() + cut.rest()).isEqualTo(emission);
      assertThat(BigInteger.valueOf(cut.owner()))
          .isEqualTo(
              BigInteger.valueOf(emission)
                  .multiply(BigInteger.valueOf(parts))
                  .divide(BigInteger.valueOf(65_535)));
    }
    assertThat(OwnerCut.of(1_000_000_000, OwnerCut.DEFAULT))
        .isEqualTo(new OwnerCut(179_995_422, 820_004_578));
  }

  @Test
  void issuanceNeverPassesTheCap() {
    for (int halvings = 0; halvings < 60; halvings++) {
      long before = Issuance.threshold(halvings + 1) - 1;
      assertThat(before + Issuance.blockEmission(before)).isLessThanOrEqualTo(Issuance.CAP);
      assertThat(Issuance.blockEmission(before))
          .isLessThanOrEqualTo(Issuance.blockEmission(Issuance.threshold(halvings)));
    }
    assertThat(Issuance.blockEmission(Issuance.CAP - 1)).isZero();
    assertThat(Issuance.blockEmission(Long.MAX_VALUE)).isZero();
    assertThatThrownBy(() -> Issuance.blockEmission(-1)).hasMessage("issuance is negative: -1");
  }

  @Test
  void noMoreIsSharedBetweenSubnetsThanABlockBrings() {
    for (int seed = 0; seed < TRIES / 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int subnets = random.nextInt(1, 6);
      int[][][] votes = new int[random.nextInt(1, 6)][0][];
      for (int i = 0; i < votes.length; i++) {
        votes[i] = new int[random.nextInt(subnets + 1)][];
        for (int k = 0; k < votes[i].length; k++) {
          votes[i][k] = new int[] {k, random.nextInt(3) * random.nextInt(32_768)};
        }
      }
      long[] stake = LongStream.generate(() -> amount(random)).limit(votes.length).toArray();
      long emission = random.nextLong(1_000_000_001);
      long[] shares = SubnetVote.DEFAULT.emission(stake, SparseRows.of(votes), subnets, emission);

      assertThat(shares).hasSize(subnets);
      assertThat(Arrays.stream(shares).sum()).as("seed %d", seed).isBetween(0L, emission);
    }
  }

  @Test
  void aSubnetThatNobodyVotesForGetsNothing() {
    SparseRows votes = SparseRows.of(new int[][][] {{{0, 5}, {2, 0}}, {{0, 1}}});
    assertThat(SubnetVote.DEFAULT.emission(new long[] {7, 3}, votes, 3, 1_000))
        .containsExactly(1_000, 0, 0);
    assertThat(SubnetVote.DEFAULT.emission(new long[] {0, 0}, votes, 3, 1_000)).containsOnly(0);
  }

  @Test
  void epochsAreOnePeriodApart() {
    for (int netuid = 0; netuid < 4; netuid++) {
      long last = -1;
      for (long block = 0; block < 1_000; block++) {
        if (Schedule.isDue(netuid, 99, block)) {
          assertThat((block + netuid + 1) % 100).isEqualTo(99);
          assertThat(last < 0 ? 100 : block - last).isEqualTo(100);
          last = block;
        }
      }
    }
  }

  /** Registrations by work and by burn, of a target of 2; whether burn and difficulty move. */
  @ParameterizedTest
  @CsvSource({
    "3, 0, false, true", // A
    "0, 3, true,  false", // B
    "2, 2, true,  true", // F
    "2, 0, true,  false", // C
    "0, 2, false, true", // D
    "1, 1, true,  true", // E
    "0, 0, true,  true"
  })
  void whatMostRegistrationsWereDecidesWhichPriceMoves(
      int byWork, int byBurn, boolean burn, boolean difficulty) {
    assertThat(new Adjustment(2, 0, 0, 10).moves(byWork, byBurn))
        .isEqualTo(new Adjustment.Moves(burn, difficulty));
  }

  private static long amount(SplittableRandom random) {
    return random.nextLong() >>> random.nextInt(1, 64);
  }
}
