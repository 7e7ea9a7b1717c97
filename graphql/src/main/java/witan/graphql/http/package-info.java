/**
 * HTTP requests handled by blocking code on virtual threads, with bounded bodies and bounded
 * output.
 */
@NullMarked
package witan.graphql.http;

import org.jspecify.annotations.NullMarked;
