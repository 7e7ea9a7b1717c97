package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A page of epochs, the latest first, as Relay's connections have it. */
@Type("EpochConnection")
public record EpochConnection(List<@NonNull EpochEdge> edges, PageInfo pageInfo) {}
