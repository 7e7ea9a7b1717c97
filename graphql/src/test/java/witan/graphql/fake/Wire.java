package witan.graphql.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP connection to an expert that can be cut, or carry rubbish. */
final class Wire implements AutoCloseable {

  private final int target;
  private final ServerSocket listening;
  private final List<Socket> callers = new CopyOnWriteArrayList<>();

  Wire(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Whether anybody ever connected. */
  boolean wasReached() {
    return !callers.isEmpty();
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listening.accept();
        callers.add(caller);
        Socket expert = new Socket();
        expert.connect(new InetSocketAddress("127.0.0.1", target), 5_000);
        Thread.ofVirtual().start(() -> pump(caller, expert));
        Thread.ofVirtual().start(() -> pump(expert, caller));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One end is gone, and with it the other.
    }
  }

  /** Resets the connections, as the system does for a process that is killed. */
  void cut() {
    for (Socket caller : callers) {
      try {
        caller.setSoLinger(true, 0);
        caller.close();
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }

  /** Sends the caller what is no HTTP/2 frame. */
  void sendRubbish() {
    byte[] rubbish =
        "\u0000\u00ff\u00ff this is no frame".repeat(40).getBytes(StandardCharsets.ISO_8859_1);
    for (Socket caller : callers) {
      try {
        caller.getOutputStream().write(rubbish);
        caller.getOutputStream().flush();
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }

  @Override
  public void close() {
    cut();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
