package witan.ledger.http;

import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * A refusal as problem JSON; its name is the end of the type: {@code urn:witan:problem:id-taken}.
 */
final class RefusedMapper {

  @ServerExceptionMapper
  Response of(RefusedException e) {
    Refusal reason = e.reason();
    String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Problem(
            "urn:witan:problem:" + name,
            reason.title(),
            reason.status(),
            String.valueOf(e.getMessage()))
        .response();
  }
}
