/** How fast things are, measured. */
@NullMarked
package witan.cli.bench;

import org.jspecify.annotations.NullMarked;
