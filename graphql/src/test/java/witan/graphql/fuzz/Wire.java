package witan.graphql.fuzz;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection over which bytes are sent as they are; a client's library would refuse to send
 * most of them. It is used again as long as the gateway leaves it open.
 */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final long PAUSE_NANOS = 30_000_000;

  private final InetSocketAddress gateway;
  private Socket socket;
  private InputStream in;

  Wire(String host, int port) throws IOException {
    gateway = new InetSocketAddress(host, port);
    socket = new Socket();
    in = connect();
  }

  private InputStream connect() throws IOException {
    socket.close();
    socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(gateway, PATIENCE_MILLIS);
    return new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Sends a whole request and reads its answer.
   *
   * @throws java.net.SocketTimeoutException when there is none for half a minute
   */
  Reply exchange(byte[] request, boolean head) throws IOException {
    try {
      send(request);
      return read(head);
    } catch (EOFException | SocketException closed) {
      // The gateway may have closed an idle or a broken connection: once more over a new one.
      in = connect();
      try {
        send(request);
        return read(head);
      } catch (EOFException | SocketException again) {
        in = connect();
        return Reply.NONE;
      }
    }
  }

  /** Sends what is only a part of a request, and hangs up. */
  void abandon(byte[] part) throws IOException {
    in = connect();
    try {
      send(part);
    } catch (SocketException refused) {
      // The gateway saw enough of it.
    }
    in = connect();
  }

  /**
   * Sends all, the last after a pause in which the others may be answered, and reads until the
   * gateway hangs up.
   *
   * @param leave whether to hang up at once instead
   * @return what it said after its first answer's head
   */
  byte[] converse(boolean leave, byte[]... parts) throws IOException {
    in = connect();
    try {
      send(parts[0]);
      String line = line();
      while (!line.isEmpty()) {
        line = line();
      }
      for (int i = 1; i < parts.length; i++) {
        if (i == parts.length - 1) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        send(parts[i]);
      }
      return leave ? new byte[0] : in.readAllBytes();
    } catch (SocketException reset) {
      return new byte[0]; // it hung up while it was being written to
    } finally {
      in = connect();
    }
  }

  private void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private Reply read(boolean head) throws IOException {
    String[] first = line().split(" ", 3);
    int status = Integer.parseInt(first[1]);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (status == 100) {
      return read(head);
    }
    byte[] body = head || status == 204 || status == 304 ? new byte[0] : body(headers);
    if ("close".equals(headers.get("connection"))) {
      in = connect();
    }
    return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      var all = new java.io.ByteArrayOutputStream();
      for (int size = size(); size > 0; size = size()) {
        all.writeBytes(exactly(size));
        line();
      }
      line();
      return all.toByteArray();
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length));
  }

  private int size() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the gateway hung up in mid-answer");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the gateway hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
