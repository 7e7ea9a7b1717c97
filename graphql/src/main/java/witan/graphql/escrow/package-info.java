/** What answers cost, who pays for them, and how experts get it. */
@NullMarked
package witan.graphql.escrow;

import org.jspecify.annotations.NullMarked;
