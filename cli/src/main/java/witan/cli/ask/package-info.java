/** Puts a question to a running network. */
@NullMarked
package witan.cli.ask;

import org.jspecify.annotations.NullMarked;
