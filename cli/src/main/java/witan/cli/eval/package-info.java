/** {@code ./witan eval}: how often a network answers rightly, beside what it is compared with. */
@NullMarked
package witan.cli.eval;

import org.jspecify.annotations.NullMarked;
