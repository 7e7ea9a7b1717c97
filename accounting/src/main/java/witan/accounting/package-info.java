/** Double entry: accounts, what moves between them, and the rules by which commands move it. */
@NullMarked
package witan.accounting;

import org.jspecify.annotations.NullMarked;
