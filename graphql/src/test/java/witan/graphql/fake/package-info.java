/**
 * Experts, a gate and a ledger in this process: real gRPC, HTTP and signatures, a language of
 * twenty tokens.
 */
@NullMarked
package witan.graphql.fake;

import org.jspecify.annotations.NullMarked;
