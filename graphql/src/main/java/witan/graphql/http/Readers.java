package witan.graphql.http;

import io.netty.channel.ChannelHandlerContext;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;

/** How much slowness is borne in those who read a stream. */
@ConfigMapping(prefix = "witan.readers")
public interface Readers {

  /**
   * How long a reader may leave lying what waits for it, some tens of KiB, before it is dropped and
   * its answer stops.
   */
  @WithDefault("30S")
  Duration patience();

  /**
   * Drops whoever sent {@code request}, at once; on its event loop. Vert.x's own way to close a
   * connection waits until everything is sent, and so for ever if nobody reads.
   */
  static void drop(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(); // the connection carries others' streams too
    } else {
      // From the very front, as Vert.x's handler would stop it to send what waits.
      ChannelHandlerContext front =
          ((ConnectionBase) request.connection()).channel().pipeline().firstContext();
      if (front != null) { // else it is closed already
        front.close();
      }
    }
  }
}
