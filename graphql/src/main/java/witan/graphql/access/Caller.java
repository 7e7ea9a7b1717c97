package witan.graphql.access;

import witan.protocol.access.ApiKey;
import witan.protocol.access.Limits;

/** Who asks. */
public sealed interface Caller {

  /** By which rates and caches tell callers apart. */
  String name();

  /** What it may use; without limits of its own the gateway's hold. */
  Limits limits();

  /** Somebody without a key, where that is allowed. */
  record Anonymous(String address) implements Caller {

    @Override
    public String name() {
      return "address " + address;
    }

    @Override
    public Limits limits() {
      return Limits.NONE;
    }
  }

  /** Whoever holds a key that is good. */
  record Client(ApiKey key) implements Caller {

    @Override
    public String name() {
      return "key " + key.id();
    }

    @Override
    public Limits limits() {
      return key.limits();
    }
  }
}
