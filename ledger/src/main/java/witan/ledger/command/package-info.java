/** Owners' commands: over HTTP in, checked, gathered, posted. */
@NullMarked
package witan.ledger.command;

import org.jspecify.annotations.NullMarked;
