/** Makes the expert known to its network and keeps it known. */
@NullMarked
package witan.inference.registration;

import org.jspecify.annotations.NullMarked;
