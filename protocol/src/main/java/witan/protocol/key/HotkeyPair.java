package witan.protocol.key;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A node's whole key: what it signs with, and the {@link Hotkey} that others check it by. */
public final class HotkeyPair {

  private final Hotkey hotkey;
  private final byte[] secret;
  private final PrivateKey privateKey;

  private HotkeyPair(Hotkey hotkey, byte[] secret) {
    this.hotkey = hotkey;
    this.secret = secret.clone();
    try {
      this.privateKey =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, this.secret));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 secret key", e);
    }
  }

  public static HotkeyPair generate() {
    return generate(new SecureRandom());
  }

  public static HotkeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
      byte[] secret =
          ((EdECPrivateKey) pair.getPrivate())
              .getBytes()
              .orElseThrow(() -> new IllegalStateException("the new key does not show its bytes"));
      return new HotkeyPair(Hotkey.of(point), secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  /**
   * A pair from its parts.
   *
   * @param secret RFC 8032's secret key, 32 bytes
   * @throws IllegalArgumentException if the two do not belong together
   */
  public static HotkeyPair of(Hotkey hotkey, byte[] secret) {
    if (secret.length != 32) {
      throw new IllegalArgumentException("an Ed25519 secret key has 32 bytes: " + secret.length);
    }
    HotkeyPair pair = new HotkeyPair(hotkey, secret);
    byte[] probe = {1, 2, 3};
    if (!hotkey.verify(probe, pair.sign(probe))) {
      throw new IllegalArgumentException("the secret key does not belong to hotkey " + hotkey);
    }
    return pair;
  }

  /** See {@link HotkeyFile#load}. */
  public static HotkeyPair load(Path file) throws IOException {
    return HotkeyFile.load(file);
  }

  /** See {@link HotkeyFile#loadOrCreate}. */
  public static HotkeyPair loadOrCreate(Path file) throws IOException {
    return HotkeyFile.loadOrCreate(file);
  }

  /** See {@link HotkeyFile#save}. */
  public void save(Path file) throws IOException {
    HotkeyFile.save(this, file);
  }

  public Hotkey hotkey() {
    return hotkey;
  }

  /** The signature, 64 bytes. The same message has the same signature. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with " + hotkey + " failed", e);
    }
  }

  /** RFC 8032's secret key, for {@link HotkeyFile} only. */
  byte[] secret() {
    return secret.clone();
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "HotkeyPair[" + hotkey + "]";
  }
}
