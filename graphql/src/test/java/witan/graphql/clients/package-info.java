/** Other people's clients, as their package managers bring them, against the gateway. */
@NullMarked
package witan.graphql.clients;

import org.jspecify.annotations.NullMarked;
