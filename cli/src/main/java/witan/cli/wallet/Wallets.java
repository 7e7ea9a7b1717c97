package witan.cli.wallet;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.Home;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyFile;
import witan.protocol.key.ColdkeyPair;

/** The coldkeys in a network's home; {@value #OWNER} is its owner's. */
public final class Wallets {

  public static final String OWNER = "owner";

  private static final String ENDING = ".key";

  private final Home home;

  public Wallets(Home home) {
    this.home = home;
  }

  /** A coldkey by the name that its owner gave it. */
  public record Wallet(String name, Coldkey coldkey) {}

  /** Makes a coldkey. */
  Wallet make(String name) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,31}") || name.equals(OWNER)) {
      throw new Failure(
          "A wallet's name is up to 32 lower-case letters, digits and dashes, other than %s: %s"
              .formatted(OWNER, name));
    }
    Path file = file(name);
    try {
      ColdkeyPair pair = ColdkeyPair.generate();
      ColdkeyFile.save(pair, file);
      return new Wallet(name, pair.coldkey());
    } catch (FileAlreadyExistsException e) {
      throw new Failure("There is a wallet " + name + " already; it was left as it is.", e);
    } catch (IOException e) {
      throw new Failure(file + " can't be written: " + Failure.reason(e) + ".", e);
    }
  }

  /** All of them by name, the owner's first. */
  public List<Wallet> all() {
    List<Wallet> all = new ArrayList<>();
    if (Files.exists(file(OWNER))) {
      all.add(new Wallet(OWNER, key(OWNER).coldkey()));
    }
    Path folder = home.folder().resolve("wallets");
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING))
          .map(file -> file.substring(0, file.length() - ENDING.length()))
          .sorted()
          .forEach(name -> all.add(new Wallet(name, key(name).coldkey())));
    } catch (IOException e) {
      throw new Failure(folder + " can't be read: " + Failure.reason(e) + ".", e);
    }
    return all;
  }

  /** The whole key of a wallet. */
  ColdkeyPair key(String name) {
    try {
      return ColdkeyFile.load(file(name));
    } catch (NoSuchFileException e) {
      throw new Failure(
          "There is no wallet %s. Make it with: ./witan wallet new %s".formatted(name, name), e);
    } catch (IOException e) {
      throw new Failure("The wallet can't be opened: " + Failure.reason(e) + ".", e);
    }
  }

  /** An address, or that of a wallet by its name. */
  public Coldkey address(String nameOrAddress) {
    if (!nameOrAddress.startsWith("0x")) {
      return key(nameOrAddress).coldkey();
    }
    try {
      return Coldkey.parse(nameOrAddress);
    } catch (IllegalArgumentException e) {
      throw new Failure("That is " + Failure.reason(e) + ".", e);
    }
  }

  private Path file(String name) {
    return name.equals(OWNER)
        ? home.ownerKey()
        : home.folder().resolve("wallets").resolve(name + ENDING);
  }
}
