package witan.ledger.access;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import witan.ledger.http.Problem;
import witan.protocol.access.AccessRefusal;

/** A refusal as problem JSON. */
final class AccessRefusedMapper {

  @ServerExceptionMapper
  Response of(AccessRefusedException e) {
    AccessRefusal reason = e.reason();
    return new Problem(
            reason.urn(), reason.title(), reason.status(), String.valueOf(e.getMessage()))
        .response();
  }
}
