package witan.ledger.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;

/**
 * An error as RFC 9457 has it.
 *
 * @param type a URN of this project, or {@code about:blank} where the status says all
 * @param detail a sentence that says what to do
 */
@RegisterForReflection
public record Problem(String type, String title, int status, String detail) {

  public static final String MEDIA_TYPE = "application/problem+json";

  /** A problem that its status alone names. */
  public static Problem of(int status, String detail) {
    Response.Status known = Response.Status.fromStatusCode(status);
    String title = known == null ? "Error " + status : known.getReasonPhrase();
    return new Problem("about:blank", title, status, detail);
  }

  public Response response() {
    return Response.status(status).type(MEDIA_TYPE).entity(this).build();
  }
}
