/** What the gate has learned, for the network's owner: its versions, and the way back. */
@NullMarked
package witan.cli.gate;

import org.jspecify.annotations.NullMarked;
