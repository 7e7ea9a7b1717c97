/** {@code witan eval gate}: how well the gate routes, and how well it learns. */
@NullMarked
package witan.cli.eval.gate;

import org.jspecify.annotations.NullMarked;
