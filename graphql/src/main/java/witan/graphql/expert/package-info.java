/**
 * Sessions with experts over gRPC: signed both ways, with deadlines, and trusting nothing that
 * comes back.
 */
@NullMarked
package witan.graphql.expert;

import org.jspecify.annotations.NullMarked;
