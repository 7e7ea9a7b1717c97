/** Runs {@code ./witan} as a user does: real processes, a real model, a real database. */
@NullMarked
package witan.cli.end;

import org.jspecify.annotations.NullMarked;
