package witan.graphql.api;

import io.smallrye.graphql.api.CustomScalar;
import io.smallrye.graphql.api.CustomStringScalar;
import witan.protocol.Rao;

/** An amount of whole rao as a decimal string, so that JavaScript loses nothing. */
@CustomScalar("Rao")
public final class RaoScalar implements CustomStringScalar {

  private final Rao amount;

  /** Reads an amount that a client sent. */
  public RaoScalar(String digits) {
    this(Rao.parse(digits));
  }

  RaoScalar(Rao amount) {
    this.amount = amount;
  }

  @Override
  public String stringValueForSerialization() {
    return amount.toString();
  }
}
