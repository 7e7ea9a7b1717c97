package witan.ledger.http;

import io.smallrye.mutiny.TimeoutException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever was thrown into problem JSON. No cause and no trace leaves the service. */
final class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  Response of(WebApplicationException e) {
    Response given = e.getResponse();
    if (given.hasEntity() || given.getStatus() < 400) {
      return given;
    }
    String detail =
        switch (given.getStatus()) {
          case 404 -> "There is nothing at this address.";
          case 405 -> "This address does not take this method.";
          case 406 -> "This address answers in application/json.";
          case 413 -> "The body is too large.";
          case 415 -> "Send the body as application/json.";
          case 400 -> "The request cannot be read.";
          default -> "The request was refused.";
        };
    Response.ResponseBuilder problem =
        Response.fromResponse(Problem.of(given.getStatus(), detail).response());
    if (given.getHeaderString(HttpHeaders.ALLOW) != null) {
      problem.header(HttpHeaders.ALLOW, given.getHeaderString(HttpHeaders.ALLOW));
    }
    return problem.build();
  }

  @ServerExceptionMapper
  Response of(BadRequest e) {
    return Problem.of(400, String.valueOf(e.getMessage())).response();
  }

  @ServerExceptionMapper({TimeoutException.class, IOException.class})
  Response unavailable(Exception e) {
    LOG.warnf("The database does not answer: %s", e);
    return Problem.of(503, "The registry's database does not answer; try again soon.").response();
  }

  @ServerExceptionMapper
  Response of(Throwable e) {
    LOG.error("A request failed", e);
    return Problem.of(500, "Something went wrong here; the log of the ledger says what.")
        .response();
  }
}
