/** The GraphQL schema: one class per aggregate, views of what they hold, and no decisions. */
@NullMarked
@DefaultNonNull
package witan.graphql.api;

import io.smallrye.graphql.api.DefaultNonNull;
import org.jspecify.annotations.NullMarked;
