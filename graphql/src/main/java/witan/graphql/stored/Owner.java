package witan.graphql.stored;

import witan.graphql.access.Caller;

/**
 * Whose a thing is: an API key's, or everybody's who asks without one. Nobody has anything to do
 * with what is another's.
 */
public record Owner(String name) {

  /** Who asks. */
  public static Owner of(Caller caller) {
    return new Owner(
        switch (caller) {
          case Caller.Client client -> client.name();
          case Caller.Anonymous anyone -> "anyone";
        });
  }
}
