/** Whether this gateway can answer. */
@NullMarked
package witan.graphql.health;

import org.jspecify.annotations.NullMarked;
