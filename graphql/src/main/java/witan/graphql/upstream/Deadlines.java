package witan.graphql.upstream;

import java.time.Duration;

/**
 * How long an upstream may say nothing.
 *
 * @param first before its reply begins: a long prompt on a slow machine is read for a while
 * @param between one piece of it and the next
 */
record Deadlines(Duration first, Duration between) {

  static final Deadlines USUAL = new Deadlines(Duration.ofSeconds(60), Duration.ofSeconds(30));
}
