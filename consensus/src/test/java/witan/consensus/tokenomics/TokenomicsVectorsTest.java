package witan.consensus.tokenomics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import witan.consensus.SparseRows;
import witan.consensus.Vectors;

/** The numbers of the chain of 2023, and of today's halving. */
class TokenomicsVectorsTest {

  private static final JsonNode TODAY = read("tokenomics");
  private static final JsonNode ERA = read("era2023-chain");

  @Test
  void blocksBringWhatTheyBringOnTheChain() {
    for (JsonNode vector : TODAY.at("/halving/vectors")) {
      assertThat(Issuance.blockEmission(vector.get("issuance_rao").longValue()))
          .as(vector.toString())
          .isEqualTo(vector.get("block_emission_rao").longValue());
    }
  }

  @Test
  void eachHalvingComesAtTheChainsRao() {
    for (JsonNode row : TODAY.at("/halving/table")) {
      int halvings = row.get("halvings").intValue();
      long first = row.get("chain_first_issuance_rao").longValue();
      assertThat(Issuance.threshold(halvings)).as(row.toString()).isEqualTo(first);
      assertThat(Issuance.halvings(first)).isEqualTo(halvings);
      assertThat(Issuance.blockEmission(first))
          .isEqualTo(row.get("block_emission_rao").longValue());
      if (halvings > 0) {
        assertThat(Issuance.halvings(first - 1)).isEqualTo(halvings - 1);
      }
    }
  }

  @Test
  void theOwnerGetsTheChainsCut() {
    for (JsonNode vector : TODAY.at("/alpha_split/vectors")) {
      OwnerCut cut =
          OwnerCut.of(vector.get("alpha_out").longValue(), vector.get("owner_cut_u16").intValue());
      assertThat(cut.owner()).isEqualTo(vector.get("owner").longValue());
    }
  }

  @Test
  void nominatorsGetWhatTheyGotIn2023() {
    for (String origin : List.of("published", "computed")) {
      for (JsonNode vector : ERA.at("/nominator_distribution/" + origin)) {
        List<String> names = new ArrayList<>();
        vector.get("stakes").fieldNames().forEachRemaining(names::add);
        long[] stakes =
            names.stream().mapToLong(n -> vector.at("/stakes/" + n).longValue()).toArray();
        long dividend = vector.get("validator_emission").longValue();
        int take = vector.get("take_u16").intValue();
        boolean delegate = vector.path("is_delegate").asBoolean(true);
        DividendSplit split =
            delegate
                ? DividendSplit.of(dividend, take, stakes)
                : new DividendSplit(dividend, new long[stakes.length], 0);

        JsonNode after =
            vector.has("after") ? vector.get("after") : vector.get("expected_stakes_published");
        for (int i = 0; i < stakes.length; i++) {
          boolean owner = names.get(i).equals(vector.get("owner").textValue());
          long own =
              owner ? split.take() + split.dust() + vector.get("server_emission").longValue() : 0;
          assertThat(stakes[i] + split.parts()[i] + own)
              .as(names.get(i) + " of " + vector)
              .isEqualTo(after.get(names.get(i)).longValue());
        }
        JsonNode detail = vector.get("detail");
        if (detail.has("take")) {
          assertThat(split.take()).isEqualTo(detail.get("take").longValue());
          assertThat(split.dust()).isEqualTo(detail.get("dust_to_owner").longValue());
        }
      }
    }
  }

  @Test
  void registrationsCostWhatTheyCostOnTheChain() {
    for (JsonNode vector : ERA.at("/registration_adjustment/published")) {
      Adjustment adjustment =
          new Adjustment(
              vector.get("target").intValue(),
              unsigned(vector.get("adjustment_alpha_u64")),
              unsigned(vector.get("min")),
              unsigned(vector.get("max")));
      assertThat(
              adjustment.next(
                  unsigned(vector.get("current")), vector.get("registrations").intValue()))
          .as(vector.toString())
          .isEqualTo(unsigned(vector.get("expected_published")));
    }
  }

  @Test
  void epochsComeWhenTheyCameIn2023() {
    for (String origin : List.of("published", "computed")) {
      for (JsonNode vector : ERA.at("/schedule/" + origin)) {
        int netuid = vector.get("netuid").intValue();
        int tempo = vector.get("tempo").intValue();
        long block = vector.get("block").longValue();
        long left = vector.get("blocks_until_next_epoch").longValue();
        assertThat(Schedule.blocksLeft(netuid, tempo, block)).as(vector.toString()).isEqualTo(left);
        assertThat(Schedule.isDue(netuid, tempo, block)).isEqualTo(left == 0);
      }
    }
  }

  @Test
  void validatorsShareBlocksBetweenSubnetsAsOnTheChain() {
    JsonNode published = ERA.at("/root_epoch/published/0");
    int subnets = published.get("stake").size();
    int[][][] identity = new int[subnets][][];
    for (int i = 0; i < subnets; i++) {
      identity[i] = new int[][] {{i, 65_535}};
    }
    long[] emission =
        SubnetVote.DEFAULT.emission(
            longs(published.get("stake")),
            SparseRows.of(identity),
            subnets,
            published.get("block_emission").longValue());

    assertThat(emission).containsOnly(published.get("expected_each_subnet_published").longValue());
  }

  @Test
  void validatorsWithOtherVotesShareThemAsInFloatingPoint() {
    for (JsonNode vector : ERA.at("/root_epoch/computed_float")) {
      JsonNode votes = vector.get("W");
      int[][][] rows = new int[votes.size()][][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = new int[votes.get(i).size()][];
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] = new int[] {j, votes.get(i).get(j).intValue()};
        }
      }
      long[] emission =
          SubnetVote.DEFAULT.emission(
              longs(vector.get("stake")), SparseRows.of(rows), rows[0].length, 1_000_000_000L);
      long[] expected = longs(vector.get("emission_rao_approx"));
      for (int j = 0; j < expected.length; j++) {
        assertThat(Math.abs(emission[j] - expected[j])).as(vector.toString()).isLessThan(10);
      }
    }
  }

  @Test
  void aSubnetsLockCostsWhatItCostOnTheChain() {
    for (JsonNode vector : ERA.at("/subnet_lock_cost/published")) {
      assertThat(
              LockCost.of(
                  vector.get("last_lock").longValue(),
                  vector.get("last_block").longValue(),
                  vector.get("now").longValue(),
                  vector.get("interval").longValue(),
                  vector.get("min_lock").longValue()))
          .as(vector.toString())
          .isEqualTo(vector.get("expected_published").longValue());
    }
    for (JsonNode vector : TODAY.at("/subnet_lock_cost/vectors")) {
      assertThat(
              LockCost.of(
                  vector.get("last_lock").longValue(),
                  vector.get("last_block").longValue(),
                  vector.get("now").longValue(),
                  14 * Yield.BLOCKS_PER_DAY,
                  1_000_000_000_000L))
          .as(vector.toString())
          .isEqualTo(vector.get("cost").longValue());
    }
  }

  @Test
  void stakingYieldsWhatTheArithmeticOf2023Says() {
    for (JsonNode vector : ERA.get("apy")) {
      double apr =
          Yield.apr(
              vector.get("emission_per_day").doubleValue()
                  * vector.get("validator_share").doubleValue(),
              vector.get("staked_tao").doubleValue(),
              vector.get("take").doubleValue(),
              365.25);
      assertThat(apr).isEqualTo(vector.get("apr").doubleValue());
      assertThat(Yield.apy(apr, Yield.epochsPerYear(100)))
          .isEqualTo(vector.get("apy_compound_each_100_blocks").doubleValue());
    }
  }

  private static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).longValue();
    }
    return values;
  }

  private static long unsigned(JsonNode number) {
    return number.bigIntegerValue().longValue();
  }

  private static JsonNode read(String name) {
    try {
      return new ObjectMapper().readTree(Vectors.read(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
