package witan.cli.bench.gateway;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 message read from a connection, request or response: as much of RFC 9112 as both ends
 * of a measurement need. A client library would cost more processor time than the gateways that are
 * measured beside it on the same cores.
 *
 * @param start the request line or the status line
 * @param headers by name in small letters
 * @param body what comes after them, decoded; it ends where the message does
 */
record Message(String start, Map<String, String> headers, InputStream body) {

  private static final int LONGEST_LINE = 1 << 16;

  /** Reads up to the body; null when the connection ended before. */
  static @Nullable Message read(InputStream in) throws IOException {
    String start = line(in);
    if (start == null) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Message(start, headers, body(start, headers, in));
  }

  private static InputStream body(String start, Map<String, String> headers, InputStream in) {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return new Chunks(in);
    }
    String length = headers.get("content-length");
    if (length != null) {
      return new Rest(in, Long.parseLong(length));
    }
    // A request without a length has no body; a response goes on to the connection's end.
    return start.startsWith("HTTP/") ? in : InputStream.nullInputStream();
  }

  /** The status of a response. */
  int status() {
    return Integer.parseInt(start.split(" ")[1]);
  }

  /** Whether another message may follow on the connection. */
  boolean keepsConnection() {
    return !headers.getOrDefault("connection", "").equalsIgnoreCase("close")
        && (headers.containsKey("content-length") || headers.containsKey("transfer-encoding"));
  }

  /** The next line without its end; null where the stream ends. */
  static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
      }
      if (b != '\r') {
        line.write(b);
      }
      if (line.size() > LONGEST_LINE) {
        throw new IOException("a line is longer than " + LONGEST_LINE + " bytes");
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** So many bytes of a stream. */
  private static final class Rest extends InputStream {
    private final InputStream in;
    private long left;

    Rest(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection ended in mid-body");
      }
      left--;
      return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(to, offset, (int) Math.min(left, length));
      if (count < 0) {
        throw new EOFException("the connection ended in mid-body");
      }
      left -= count;
      return count;
    }
  }

  /** A body in chunks, without what frames them. */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private InputStream chunk = InputStream.nullInputStream();
    private boolean any;
    private boolean over;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      for (int b = chunk.read(); ; b = chunk.read()) {
        if (b >= 0 || !next()) {
          return b;
        }
      }
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      for (int count = chunk.read(to, offset, length); ; count = chunk.read(to, offset, length)) {
        if (count >= 0 || !next()) {
          return count;
        }
      }
    }

    /** Goes on to the next chunk; false after the last. */
    private boolean next() throws IOException {
      if (over) {
        return false;
      }
      if (any) {
        line(in);
      }
      any = true;
      String size = line(in);
      if (size == null) {
        throw new EOFException("the connection ended between chunks");
      }
      long length = Long.parseLong(size.split(";")[0].strip(), 16);
      over = length == 0;
      if (over) {
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
          // Trailers say nothing here.
        }
        return false;
      }
      chunk = new Rest(in, length);
      return true;
    }
  }
}
