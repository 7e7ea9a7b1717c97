package witan.gating;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import witan.embedding.Centroids;

/**
 * All that audits have taught the gate: a value, as the ledger stores it.
 *
 * <p>Of bounded size whatever is learned: clusters times experts, and the latest answers as probes.
 * The same experience and the same audits in the same order give the same bits.
 *
 * @param answers how many were audited, ever
 * @param clusteredAt {@code answers} when the clusters were made
 * @param network all scores of all experts
 */
public record Experience(
    long answers,
    long clusteredAt,
    Tally network,
    Clusters clusters,
    SortedMap<String, ExpertTallies> experts,
    List<Probe> probes) {

  /** Of a gate that has not been taught anything. */
  public static final Experience NONE =
      new Experience(0, 0, Tally.NONE, Clusters.NONE, new TreeMap<>(), List.of());

  /** Fewer answers than this make no clusters. */
  private static final int FIRST_CLUSTERS = 64;

  private static final int PROBES_PER_CLUSTER = 32;

  public Experience {
    experts = Collections.unmodifiableSortedMap(new TreeMap<>(experts));
    probes = List.copyOf(probes);
    for (ExpertTallies tallies : experts.values()) {
      if (tallies.clusters().size() != clusters.size()) {
        throw new IllegalArgumentException(
            "an expert has tallies of %d clusters, but there are %d"
                .formatted(tallies.clusters().size(), clusters.size()));
      }
    }
  }

  /** How many experts it speaks of. */
  public int size() {
    return experts.size();
  }

  /** With what {@code audits} found, the earliest first. */
  public Experience after(List<Audit> audits, LearningParameters parameters) {
    Draft draft = new Draft(this, parameters);
    audits.stream().sorted(Comparator.comparing(Audit::at)).forEach(draft::add);
    return draft.done();
  }

  /** Experience in the making. */
  private static final class Draft {

    private final LearningParameters parameters;
    private final Experience before;
    private final SortedMap<String, ExpertTallies> experts;
    private final List<Probe> probes;
    private long answers;
    private Tally network;

    Draft(Experience before, LearningParameters parameters) {
      this.before = before;
      this.parameters = parameters;
      this.answers = before.answers;
      this.network = before.network;
      this.experts = new TreeMap<>(before.experts);
      this.probes = new ArrayList<>(before.probes);
    }

    void add(Audit audit) {
      if (audit.findings().isEmpty()) {
        return;
      }
      SortedMap<String, Float> scores = new TreeMap<>();
      new TreeMap<>(audit.findings())
          .forEach((expert, finding) -> {
            scores.put(expert, (float) finding.score());
            network = network.plus(finding.score(), 1, parameters.memory() * parameters.clusters());
            ExpertTallies known =
                experts.getOrDefault(expert, ExpertTallies.none(before.clusters.size()));
            experts.put(expert, known.plus(finding));
          });
      answers++;
      Probe probe = new Probe(answers, CompactVector.of(audit.question()), scores);
      count(probe, experts, before.clusters);
      probes.add(probe);
    }

    Experience done() {
      int surplus = Math.max(0, probes.size() - parameters.maxProbes());
      probes.subList(0, surplus).clear();
      while (experts.size() > parameters.maxExperts()) {
        experts.remove(
            Collections.min(
                    experts.entrySet(), Comparator.comparingLong(e -> e.getValue().lastAudit()))
                .getKey());
      }
      return isDue() ? clustered() : with(before.clusteredAt, before.clusters, experts);
    }

    // Again whenever the probes have doubled, and once all of them are others.
    private boolean isDue() {
      long since = answers - before.clusteredAt;
      return since >= Math.clamp(before.clusteredAt, FIRST_CLUSTERS, parameters.maxProbes());
    }

    private Experience clustered() {
      int k = Math.clamp(probes.size() / PROBES_PER_CLUSTER, 1, parameters.clusters());
      List<float[]> questions = probes.stream().map(probe -> probe.question().unit()).toList();
      Clusters clusters =
          new Clusters(Centroids.of(questions, k, 0, 1).stream().map(CompactVector::of).toList());
      // Counted anew from the probes: tallies of other regions can't be translated.
      SortedMap<String, ExpertTallies> recounted = new TreeMap<>();
      experts.forEach(
          (expert, tallies) -> recounted.put(expert, tallies.uncounted(clusters.size())));
      probes.forEach(probe -> count(probe, recounted, clusters));
      return with(answers, clusters, recounted);
    }

    private Experience with(
        long clusteredAt, Clusters clusters, SortedMap<String, ExpertTallies> tallies) {
      return new Experience(answers, clusteredAt, network, clusters, tallies, probes);
    }

    private void count(Probe probe, SortedMap<String, ExpertTallies> tallies, Clusters clusters) {
      Clusters.Shares shares = clusters.shares(probe.question(), parameters);
      probe
          .scores()
          .forEach((expert, score) ->
              tallies.computeIfPresent(
                  expert, (e, known) -> known.plus(probe.number(), score, shares, parameters)));
    }
  }
}
