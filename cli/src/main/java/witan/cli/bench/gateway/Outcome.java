package witan.cli.bench.gateway;

/**
 * What came of an {@link Order}. Times are in milliseconds; quantiles are of the answers that came.
 *
 * @param answered whole answers, or streams read to their end
 * @param failed answers with another status than 200, broken connections and streams
 * @param perSecond answers a second
 * @param p50 from a request to its answer; of streams, to the first delta
 * @param p99 of the same
 * @param stalled streams with a gap between deltas above three times the pace, or not whole
 * @param longestGap between two deltas of a stream; 0 for whole answers
 * @param failure the first one, in words; empty if there was none
 */
record Outcome(
    int answered,
    int failed,
    double perSecond,
    double p50,
    double p99,
    int stalled,
    double longestGap,
    String failure) {}
