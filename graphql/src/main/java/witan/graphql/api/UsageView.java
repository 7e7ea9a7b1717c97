package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;

/** Tokens read and written. */
@Type("Usage")
public record UsageView(int promptTokens, int completionTokens, int totalTokens) {}
