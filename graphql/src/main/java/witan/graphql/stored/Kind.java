package witan.graphql.stored;

/** What is kept. Names are in the file: add, never rename. */
public enum Kind {
  CHAT,
  RESPONSE
}
