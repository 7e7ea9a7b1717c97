/** The gRPC service of {@code expert.proto}: evidence, vocabulary and sessions for gateways. */
@NullMarked
package witan.inference.session;

import org.jspecify.annotations.NullMarked;
