/**
 * GraphQL over HTTP, server-sent events and WebSocket, on graphql-java; the schema is SmallRye's.
 */
@NullMarked
package witan.graphql.transport;

import org.jspecify.annotations.NullMarked;
