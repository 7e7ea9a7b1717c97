package witan.inference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands before a server on loopback and keeps every byte that the server sends. */
public final class RecordingProxy implements AutoCloseable {

  private final ServerSocket listening;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  public RecordingProxy(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.listening = new ServerSocket(0, 50, loopback);
    Thread.ofVirtual()
        .start(() -> {
          while (!listening.isClosed()) {
            try {
              Socket client = listening.accept();
              Socket server = new Socket(loopback, port);
              Thread.ofVirtual().start(() -> pump(client, server, false));
              Thread.ofVirtual().start(() -> pump(server, client, true));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** What the server has sent so far; bytes that are no text stand as some characters. */
  public String sent() {
    synchronized (sent) {
      return sent.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void pump(Socket from, Socket to, boolean record) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (record) {
          synchronized (sent) {
            sent.write(buffer, 0, n);
          }
        }
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One side went away; the other is closed with it.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
