package witan.graphql.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A WebSocket's opening and its messages, down to the frames (RFC 6455).
 *
 * @param broken whether not all are whole frames, so that the gateway may wait for more
 */
record OddConversation(byte[] opening, List<byte[]> frames, boolean broken) {

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** One frame that the gateway sent. */
  record Frame(int opcode, byte[] payload) {

    /** The code of a closing frame; 1005 where it has none. */
    int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  static OddConversation draw(Draws draws) {
    String protocol = draws.oneIn(10) ? "graphql-ws" : "graphql-transport-ws";
    String opening =
        String.join(
            "\r\n",
            "GET /graphql HTTP/1.1",
            "Host: gateway",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: " + protocol,
            "",
            "");
    List<byte[]> frames = new ArrayList<>();
    if (!draws.oneIn(8)) {
      frames.add(
          frame(TEXT, "{\"type\":\"connection_init\"}".getBytes(StandardCharsets.UTF_8), draws));
    }
    for (int i = draws.below(5); i >= 0; i--) {
      frames.add(odd(draws));
    }
    boolean broken = draws.oneIn(8);
    if (broken) {
      byte[] whole = frame(TEXT, draws.bytes(50), draws);
      frames.add(
          draws.oneIn(2) ? draws.bytes(30) : Arrays.copyOf(whole, draws.below(whole.length)));
    } else {
      frames.add(frame(CLOSE, new byte[] {3, (byte) 0xe8}, draws));
    }
    return new OddConversation(opening.getBytes(StandardCharsets.US_ASCII), frames, broken);
  }

  private static byte[] odd(Draws draws) {
    return switch (draws.below(20)) {
      case 0 -> frame(BINARY, draws.bytes(draws.below(20)), draws);
      case 1 -> frame(PING, draws.bytes(draws.below(125)), draws);
      case 2 -> frame(3 + draws.below(5), draws.bytes(3), draws); // reserved
      case 3 -> frame(PING, draws.bytes(200), draws); // too long for a control frame
      default ->
          frame(TEXT, OddBytes.of(OddJson.like(message(draws), draws).toString(), draws), draws);
    };
  }

  private static JsonNode message(Draws draws) {
    ObjectNode message = NODES.objectNode();
    String id = draws.oneOf(List.of("1", "2", "é", "漢".repeat(200), "x".repeat(500)));
    switch (draws.below(8)) {
      case 0 -> message.put("type", "connection_init").putObject("payload");
      case 1 -> message.put("type", "ping").putObject("payload").put("a", 1);
      case 2 -> message.put("type", "pong");
      case 3 -> message.put("type", "complete").put("id", id);
      case 4 -> {
        message.put("type", "subscribe").put("id", id);
        message
            .putObject("payload")
            .put(
                "query",
                "subscription{ask(input:{maxTokens:4,messages:[{role:USER,content:\"x\"}]}){__typename ... on TokenDelta{text index}}}");
      }
      default ->
          message.put("type", "subscribe").put("id", id).set("payload", OddDocument.request(draws));
    }
    return message;
  }

  private static byte[] frame(int opcode, byte[] payload, Draws draws) {
    var frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      frame.write(0x80 | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    byte[] mask = draws.bytes(4);
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  /** The frames in what the gateway sent; one that is cut off is left out. */
  static List<Frame> read(byte[] bytes) {
    List<Frame> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.remaining() >= 2) {
      int opcode = in.get() & 0xf;
      long length = in.get() & 0x7f;
      if (length == 126 && in.remaining() >= 2) {
        length = in.getShort() & 0xffff;
      } else if (length == 127 && in.remaining() >= 8) {
        length = in.getLong();
      }
      if (length > in.remaining()) {
        break;
      }
      byte[] payload = new byte[(int) length];
      in.get(payload);
      frames.add(new Frame(opcode, payload));
    }
    return frames;
  }

  static boolean isText(Frame frame) {
    return frame.opcode() == TEXT;
  }

  static boolean isClose(Frame frame) {
    return frame.opcode() == CLOSE;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (byte[] frame : frames) {
      text.append(
              frame.length > 400
                  ? frame.length + " bytes"
                  : java.util.HexFormat.of().formatHex(frame))
          .append('\n');
    }
    return text.toString();
  }
}
