package witan.cli.bench.gateway;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends the same request again and again over one connection, which is made anew if it breaks. */
final class Client implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  /** After a failure, so that a server that refuses is not asked in a tight loop. */
  private static final long PAUSE_NANOS = 10_000_000;

  private final URI target;
  private final byte[] request;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  /**
   * A stream that was read to its end.
   *
   * @param first from the request to the first delta, in nanoseconds
   * @param longestGap between two deltas, in nanoseconds
   */
  record Stream(long first, long longestGap) {}

  Client(Order order) {
    target = order.target();
    byte[] body = order.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(target.getRawPath()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.getRawAuthority()).append("\r\n");
    head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
    order
        .headers()
        .forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    byte[] start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
  }

  /** Asks for a whole answer: how long it took, in nanoseconds. */
  long whole() throws IOException {
    try {
      connect();
      long asked = System.nanoTime();
      Message response = send();
      response.body().transferTo(OutputStream.nullOutputStream());
      long took = System.nanoTime() - asked;
      after(response);
      return took;
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /** Asks for a stream of events, and reads it to its end. */
  Stream stream() throws IOException {
    try {
      connect();
      long asked = System.nanoTime();
      Message response = send();
      long first = 0;
      long last = 0;
      long longest = 0;
      int deltas = 0;
      boolean done = false;
      for (String line = Message.line(response.body());
          line != null;
          line = Message.line(response.body())) {
        done |= line.equals("data: [DONE]");
        if (!line.contains("\" token\"")) {
          continue;
        }
        long now = System.nanoTime();
        first = deltas == 0 ? now - asked : first;
        longest = deltas == 0 ? 0 : Math.max(longest, now - last);
        last = now;
        deltas++;
      }
      if (!done || deltas != MockExpert.DELTAS) {
        throw new IOException("a stream had " + deltas + " deltas" + (done ? "" : " and no end"));
      }
      after(response);
      return new Stream(first, longest);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  private void connect() throws IOException {
    if (socket != null) {
      return;
    }
    Socket fresh = new Socket();
    socket = fresh;
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(PATIENCE_MILLIS);
    fresh.connect(new InetSocketAddress(target.getHost(), target.getPort()), PATIENCE_MILLIS);
    in = new BufferedInputStream(fresh.getInputStream());
  }

  private Message send() throws IOException {
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    socket.getOutputStream().write(request);
    Message response = Message.read(in);
    if (response == null) {
      throw new EOFException("the connection ended before an answer");
    }
    if (response.status() != 200) {
      byte[] text = response.body().readNBytes(300);
      throw new IOException(response.start() + ": " + new String(text, StandardCharsets.UTF_8));
    }
    return response;
  }

  private void after(Message response) {
    if (!response.keepsConnection()) {
      close();
    }
  }

  private IOException broken(Exception e) {
    close();
    LockSupport.parkNanos(PAUSE_NANOS);
    return e instanceof IOException io ? io : new IOException("no HTTP: " + e, e);
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is given up anyhow.
      }
      socket = null;
    }
  }
}
