/** {@code simulate}: consensus on paper, for people who design incentives. */
@NullMarked
package witan.cli.simulate;

import org.jspecify.annotations.NullMarked;
