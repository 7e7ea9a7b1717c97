package witan.protocol.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import witan.protocol.Json;

/**
 * A coldkey in a file: JSON with the address and the secret in hexadecimal, mode 600.
 *
 * <p>A file that others can read or write is refused: its key may be known to them already.
 */
public final class ColdkeyFile {

  private ColdkeyFile() {}

  private record Content(
      @JsonProperty("coldkey") Coldkey coldkey, @JsonProperty("secret") String secret) {

    Content {
      if (coldkey == null || secret == null) {
        throw new IllegalArgumentException("a key file has the fields \"coldkey\" and \"secret\"");
      }
    }

    @Override
    public String toString() {
      return "Content[" + coldkey + "]";
    }
  }

  /**
   * @throws NoSuchFileException if there is none
   * @throws IOException if others can read it, or it holds no key; the message says what to do
   */
  public static ColdkeyPair load(Path file) throws IOException {
    String text = KeyFile.read(file);
    try {
      Content content = Json.mapper().readValue(text, Content.class);
      ColdkeyPair pair = ColdkeyPair.of(HexFormat.of().parseHex(content.secret));
      if (!pair.coldkey().equals(content.coldkey)) {
        throw KeyFile.holdsNoKey(file);
      }
      return pair;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw KeyFile.holdsNoKey(file);
    }
  }

  /**
   * Writes a new file; its folder is made if need be.
   *
   * @throws FileAlreadyExistsException rather than lose the key that is there
   */
  public static void save(ColdkeyPair pair, Path file) throws IOException {
    KeyFile.write(
        file, Json.write(new Content(pair.coldkey(), HexFormat.of().formatHex(pair.secret()))));
  }

  /** The file's key; a new one, saved there, if there is no file. */
  public static ColdkeyPair loadOrCreate(Path file) throws IOException {
    try {
      return load(file);
    } catch (NoSuchFileException none) {
      try {
        ColdkeyPair made = ColdkeyPair.generate();
        save(made, file);
        return made;
      } catch (FileAlreadyExistsException another) {
        return load(file);
      }
    }
  }
}
