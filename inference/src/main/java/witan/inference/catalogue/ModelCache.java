package witan.inference.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The folder of downloaded models that all networks of a machine share.
 *
 * @param root {@code $WITAN_CACHE}
 */
public record ModelCache(Path root) {

  /** The place of {@code model}'s file, whether it is there or not. */
  public Path place(CatalogueEntry model) {
    return root.resolve("models").resolve(model.name()).resolve(model.file());
  }

  /**
   * The file of {@code model}, its size and sha256 checked.
   *
   * @throws ModelUnavailableException when it is missing or is not what the catalogue says
   */
  public Path verified(CatalogueEntry model) {
    Path file = place(model);
    if (!Files.isRegularFile(file)) {
      throw new ModelUnavailableException(
          "The model "
              + model.name()
              + " is not in the cache: run ./witan model pull "
              + model.name());
    }
    try {
      if (Files.size(file) != model.size() || !sha256(file).equals(model.sha256())) {
        throw new ModelUnavailableException(
            "The file of the model "
                + model.name()
                + " is damaged: delete "
                + file
                + " and run ./witan model pull "
                + model.name());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return file;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
