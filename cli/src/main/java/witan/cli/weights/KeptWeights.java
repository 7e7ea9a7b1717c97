package witan.cli.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import witan.accounting.Commitment;
import witan.cli.Failure;
import witan.cli.Home;
import witan.protocol.Json;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.NodeCommand.RevealWeights;

/**
 * The weights that were committed to from a home and not revealed yet, with the salts that keep
 * others from guessing them: one file each, by its commitment, that only its owner may read.
 */
final class KeptWeights {

  private final Path folder;

  KeptWeights(Home home) {
    this.folder = home.folder().resolve("weights");
  }

  /** What it takes to open a commitment. */
  record Kept(Hotkey hotkey, int netuid, int[] uids, int[] weights, int[] salt, long versionKey) {

    /** The command that opens it. */
    RevealWeights reveal(long nonce) {
      return new RevealWeights(
          UUID.randomUUID(), hotkey, netuid, uids, weights, salt, versionKey, nonce);
    }

    String commitment() {
      return Commitment.of(reveal(1));
    }
  }

  void keep(Kept kept) {
    Path file = file(kept.commitment());
    try {
      Home.writePrivate(file, Json.write(kept));
    } catch (IOException e) {
      throw new Failure(
          file + " can't be written, so nothing was committed to: " + Failure.reason(e) + ".", e);
    }
  }

  /** What a commitment was to, if it was made from here. */
  Optional<Kept> find(String commitment) {
    Path file = file(commitment);
    try {
      return Optional.of(Json.read(Files.readString(file), Kept.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(file + " can't be read: " + Failure.reason(e) + ".", e);
    }
  }

  void forget(String commitment) {
    Path file = file(commitment);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new Failure(file + " can't be removed: " + Failure.reason(e) + ".", e);
    }
  }

  private Path file(String commitment) {
    return folder.resolve(commitment + ".json");
  }
}
