/** The functions' endpoints: Funqy over HTTP, problems as JSON, health; they decide nothing. */
@NullMarked
package witan.functions.function;

import org.jspecify.annotations.NullMarked;
