package witan.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;

/** Hotkeys that a user names by their files. */
public final class Hotkeys {

  private Hotkeys() {}

  /**
   * The hotkey of a file.
   *
   * @throws Failure if there is none
   */
  public static HotkeyPair load(Path file) {
    try {
      return HotkeyFile.load(file);
    } catch (NoSuchFileException e) {
      throw new Failure(
          "There is no key in " + file + "; ./witan key new " + file + " makes one.", e);
    } catch (IOException e) {
      throw new Failure("The hotkey can't be used: " + Failure.reason(e) + ".", e);
    }
  }
}
