package witan.inference.expert;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;

/** The expert's hotkey, from its home; made at the first start. */
@ApplicationScoped
public class ExpertKey {

  private final HotkeyPair pair;

  ExpertKey(ExpertConfig config) {
    try {
      this.pair = HotkeyFile.loadOrCreate(config.home().resolve("hotkey.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** What it signs with. */
  public HotkeyPair pair() {
    return pair;
  }

  /** What it is known by. */
  public Hotkey hotkey() {
    return pair.hotkey();
  }
}
