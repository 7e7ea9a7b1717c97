package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import org.eclipse.microprofile.graphql.Type;

/** Where a page stands (Relay's connections). */
@Type("PageInfo")
public record PageInfo(
    boolean hasNextPage,
    boolean hasPreviousPage,
    @Nullable String startCursor,
    @Nullable String endCursor) {}
