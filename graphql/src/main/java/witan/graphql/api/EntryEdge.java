package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;

/** An entry on a page; its id is its cursor. */
@Type("EntryEdge")
public record EntryEdge(EntryView node, String cursor) {}
