/**
 * HTTP requests handled by blocking code on virtual threads, or at once on the event loop by what
 * doesn't block; with bounded bodies and bounded output.
 */
@NullMarked
package witan.graphql.http;

import org.jspecify.annotations.NullMarked;
