package witan.graphql.fake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A key and a certificate that vouches for itself, made for a test.
 *
 * @param chain the certificate in PEM
 * @param key its private key in PEM
 */
public record Certificate(Path chain, Path key) {

  private static final String PASSWORD = "of the tests";

  /**
   * Makes one by the JDK's keytool.
   *
   * @param names whom it is for, as keytool has it: {@code ip:127.0.0.1} or {@code dns:localhost}
   */
  public static Certificate make(Path folder, String names) {
    try {
      Path store = folder.resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "it",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=a test",
                  "-validity",
                  "2",
                  "-ext",
                  "san=" + names,
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool.log").toFile())
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
      }
      KeyStore made = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        made.load(in, PASSWORD.toCharArray());
      }
      return new Certificate(
          pem(folder.resolve("chain.pem"), "CERTIFICATE", made.getCertificate("it").getEncoded()),
          pem(
              folder.resolve("key.pem"),
              "PRIVATE KEY",
              made.getKey("it", PASSWORD.toCharArray()).getEncoded()));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException("no certificate could be made", e);
    }
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines));
  }
}
