package witan.graphql.transport;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whose pages may open a WebSocket.
 *
 * <p>Browsers ask nobody before they connect a page to a server of another site, and send its
 * cookies along; they only say which site the page is of. Unless cross-origin requests are allowed
 * ({@code quarkus.http.cors}, which then refuses by its own list), only the gateway's own may.
 */
@Singleton
class Origins {

  private final boolean crossOrigin;

  Origins(
      @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false")
          boolean crossOrigin) {
    this.crossOrigin = crossOrigin;
  }

  /** Whether the request is of no page at all, or of one that may. */
  boolean allow(HttpServerRequest request) {
    String origin = request.getHeader("origin");
    return origin == null || crossOrigin || isOwn(origin, request.authority());
  }

  private static boolean isOwn(String origin, HostAndPort own) {
    try {
      URI page = new URI(origin);
      return own != null
          && own.host().equalsIgnoreCase(page.getHost())
          && port(page) == (own.port() > 0 ? own.port() : port(page.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI page) {
    return page.getPort() > 0 ? page.getPort() : port(page.getScheme());
  }

  private static int port(String scheme) {
    return "https".equalsIgnoreCase(scheme) ? 443 : 80;
  }
}
