package witan.protocol.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command of a batch: a receipt, or why there is none.
 *
 * @param code of the refusal, as problem JSON names it
 * @param detail a sentence that says what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchResult(
    @Nullable Receipt receipt, @Nullable String code, @Nullable String detail) {

  public static BatchResult of(Receipt receipt) {
    return new BatchResult(receipt, null, null);
  }

  public static BatchResult of(Refusal reason, String detail) {
    return new BatchResult(null, reason.urn(), detail);
  }
}
