package witan.graphql.api;

/** Who says a message. */
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT
}
