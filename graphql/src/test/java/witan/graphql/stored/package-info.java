@NullMarked
package witan.graphql.stored;

import org.jspecify.annotations.NullMarked;
