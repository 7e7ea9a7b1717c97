package witan.cli.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String body(Message message) throws IOException {
    return new String(message.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void messagesFollowOneAnotherOnAConnection() throws IOException {
    InputStream in =
        bytes(
            "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nonePOST /b HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(body(Message.read(in))).isEqualTo("one");
    Message second = Message.read(in);
    assertThat(second.start()).isEqualTo("POST /b HTTP/1.1");
    assertThat(body(second)).isEmpty();
    assertThat(Message.read(in)).isNull();
  }

  @Test
  void chunksAreJoinedAndTheNextMessageIsFound() throws IOException {
    InputStream in =
        bytes(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "4;x=y\r\nwita\r\n1\r\nn\r\n0\r\nTrailer: t\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");

    Message first = Message.read(in);
    assertThat(first.status()).isEqualTo(200);
    assertThat(body(first)).isEqualTo("witan");
    assertThat(Message.read(in).status()).isEqualTo(204);
  }

  @Test
  void aBodyThatBreaksOffIsNoBody() throws IOException {
    Message cut = Message.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"));
    Message halved =
        Message.read(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));

    assertThatThrownBy(() -> body(cut)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> body(halved)).isInstanceOf(EOFException.class);
  }
}
