package witan.engine.importer;

import java.nio.file.Path;
import witan.engine.gguf.GgufFile;

/** Imports whose weights are multiplied by 32-bit floats, so that forms can be compared closely. */
public final class ExactImport {

  private ExactImport() {}

  /** The form of a file; whoever asks this cache for it later has the same. */
  public static GgufImporter.Imported of(Path gguf, Path cache, GraphForm form) {
    try (GgufFile file = GgufFile.open(gguf)) {
      return GgufImporter.imported(file, cache, form, Inputs.FLOAT32);
    }
  }
}
