/** What every part of the network shares: amounts of TAO and the form of its JSON. */
@NullMarked
package witan.protocol;

import org.jspecify.annotations.NullMarked;
