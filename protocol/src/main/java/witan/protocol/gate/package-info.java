/** What goes into the gate and comes out of it, as JSON. */
@NullMarked
package witan.protocol.gate;

import org.jspecify.annotations.NullMarked;
