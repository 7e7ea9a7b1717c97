/** Which addresses may be called for somebody whom nobody knows. */
@NullMarked
package witan.protocol.address;

import org.jspecify.annotations.NullMarked;
