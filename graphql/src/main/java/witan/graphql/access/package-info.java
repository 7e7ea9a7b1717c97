/** Who asks, and how much they may. */
@NullMarked
package witan.graphql.access;

import org.jspecify.annotations.NullMarked;
