package witan.graphql.stored;

import java.time.Duration;

/**
 * How much is kept.
 *
 * @param objects of one owner
 * @param bytes of all owners together, as JSON
 */
record Limits(Duration keep, int objects, long bytes) {}
