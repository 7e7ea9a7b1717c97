/** How often a client may ask. */
@NullMarked
package witan.graphql.rate;

import org.jspecify.annotations.NullMarked;
