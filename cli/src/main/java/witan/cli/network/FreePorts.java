package witan.cli.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import witan.cli.Failure;

/** Whether ports are free on this machine. */
final class FreePorts {
  private FreePorts() {}

  /**
   * @param needed ports by the name of the part that is to listen there
   * @throws Failure that names the first port in use
   */
  static void check(Map<String, Integer> needed) {
    needed.forEach((part, port) -> {
      if (!isFree(port)) {
        throw new Failure(
            "Port %d, which %s needs, is in use by another program. Stop that program, or"
                    .formatted(port, part)
                + " choose other ports with --port-base N.");
      }
    });
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
