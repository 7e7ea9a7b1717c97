package witan.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import witan.protocol.key.ColdkeyFile;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;

/**
 * The folder in which one network keeps its state.
 *
 * @param folder absolute
 */
public record Home(Path folder) {
  private static final long NEEDED_BYTES = 1L << 30;

  public Home {
    folder = folder.toAbsolutePath().normalize();
  }

  public Path logs() {
    return folder.resolve("logs");
  }

  public Path log(String part) {
    return logs().resolve(part + ".log");
  }

  public Path run() {
    return folder.resolve("run");
  }

  public Path postgres() {
    return folder.resolve("postgres");
  }

  public Path expert(String name) {
    return folder.resolve("experts").resolve(name);
  }

  /** Where an upstream of this network's gateway is written down. */
  public Path upstream(String name) {
    return folder.resolve("upstreams").resolve(name + ".json");
  }

  /** Makes the folder, and fails with a sentence where it can't be written or the disk is full. */
  public void prepare() {
    try {
      Files.createDirectories(folder);
      Files.createDirectories(logs());
      Files.createDirectories(run());
      Path probe = Files.createTempFile(folder, ".probe", "");
      Files.delete(probe);
    } catch (IOException e) {
      throw new Failure(
          "The folder " + folder + " can't be written. Choose another one with --home DIR.", e);
    }
    needSpace(folder);
  }

  /** Fails with a sentence where less than 1 GB is free. */
  public static void needSpace(Path folder) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < NEEDED_BYTES) {
        throw new Failure(
            "Only %d MB are free where %s lies; a network needs 1 GB. Make room, or choose another"
                    .formatted(free >> 20, folder)
                + " place with --home DIR and the variable WITAN_CACHE.");
      }
    } catch (IOException e) {
      throw new Failure("The free space of " + folder + " can't be told.", e);
    }
  }

  /** A secret of this network, made at its first use; only its owner may read it. */
  public String secret(String name) {
    Path file = folder.resolve("secrets").resolve(name);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        writePrivate(file, HexFormat.of().formatHex(bytes));
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new Failure("The file " + file + " can't be read or written.", e);
    }
  }

  /** Where the coldkey lies that owns this network's subnets. */
  public Path ownerKey() {
    return folder.resolve("owner.key");
  }

  /** The coldkey that owns this network's subnets, made at its first use. */
  public ColdkeyPair owner() {
    try {
      return ColdkeyFile.loadOrCreate(ownerKey());
    } catch (IOException e) {
      throw new Failure("The owner's coldkey can't be read: " + Failure.reason(e) + ".", e);
    }
  }

  /**
   * The coldkey of the account from which this network's gateway pays experts, made at its first
   * use, here or by the gateway.
   */
  public ColdkeyPair gatewayColdkey() {
    try {
      return ColdkeyFile.loadOrCreate(folder.resolve("gateway.coldkey"));
    } catch (IOException e) {
      throw new Failure("The gateway's coldkey can't be read: " + Failure.reason(e) + ".", e);
    }
  }

  /** The hotkey of this network's validator, made at its first use. */
  public HotkeyPair validator() {
    return hotkey(folder.resolve("validator.key"));
  }

  /** The hotkey of one of its experts, made at its first use, here or by the expert. */
  public HotkeyPair expertKey(String name) {
    return hotkey(expert(name).resolve("hotkey.key"));
  }

  private static HotkeyPair hotkey(Path file) {
    try {
      return HotkeyFile.loadOrCreate(file);
    } catch (IOException e) {
      throw new Failure("A hotkey can't be read: " + Failure.reason(e) + ".", e);
    }
  }

  /** Writes a file that only its owner may read, at once whole. */
  public static void writePrivate(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            ".fresh",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text + "\n", StandardCharsets.UTF_8);
    Files.move(fresh, file);
  }
}
