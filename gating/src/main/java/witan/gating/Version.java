package witan.gating;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over parts, each preceded by its length, so that parts can't run into each other. */
final class Version {

  private final MessageDigest digest;

  Version() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Version with(byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).flip());
    digest.update(part);
    return this;
  }

  Version with(String part) {
    return with(part.getBytes(StandardCharsets.UTF_8));
  }

  Version with(double part) {
    return with(ByteBuffer.allocate(8).putDouble(part).array());
  }

  /** 64 hexadecimal digits. Ends the sum. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
