package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;

/** An epoch on a page; its number is its cursor. */
@Type("EpochEdge")
public record EpochEdge(EpochView node, String cursor) {}
