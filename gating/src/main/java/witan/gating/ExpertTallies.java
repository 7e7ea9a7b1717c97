package witan.gating;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What audits found of one expert.
 *
 * @param lastAudit the number of the last answer that it had a part in
 * @param clusters by cluster
 * @param claims by what it claimed, see {@link Claims}
 */
record ExpertTallies(long lastAudit, List<Tally> clusters, Claims claims) {

  ExpertTallies {
    clusters = List.copyOf(clusters);
  }

  static ExpertTallies none(int clusters) {
    return new ExpertTallies(0, Collections.nCopies(clusters, Tally.NONE), Claims.NONE);
  }

  ExpertTallies plus(
      long answer, double score, Clusters.Shares shares, LearningParameters parameters) {
    List<Tally> next = new ArrayList<>(clusters);
    for (int i = 0; i < shares.clusters().length; i++) {
      int cluster = shares.clusters()[i];
      next.set(cluster, next.get(cluster).plus(score, shares.of()[i], parameters.memory()));
    }
    return new ExpertTallies(answer, next, claims);
  }

  ExpertTallies plus(Audit.Finding finding) {
    return new ExpertTallies(lastAudit, clusters, claims.plus(finding));
  }

  /** The same, before anything was counted in {@code size} other clusters. */
  ExpertTallies uncounted(int size) {
    return new ExpertTallies(lastAudit, none(size).clusters, claims);
  }
}
