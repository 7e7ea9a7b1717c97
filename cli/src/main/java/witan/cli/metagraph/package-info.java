/** Who has a place on a subnet, who may be staked to, and what epochs paid. */
@NullMarked
package witan.cli.metagraph;

import org.jspecify.annotations.NullMarked;
