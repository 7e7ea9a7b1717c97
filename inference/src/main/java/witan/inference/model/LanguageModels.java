package witan.inference.model;

import java.nio.file.Path;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;

/** Where loaded models come from: the engine, seen from the expert. */
@FunctionalInterface
public interface LanguageModels {

  /**
   * Loads a model; takes seconds.
   *
   * @param file the model's file, GGUF, or the folder of its ONNX graph
   * @param cache a folder for what the engine makes of it
   * @throws witan.engine.ModelException if it cannot be loaded, with what to do about it
   */
  LanguageModel load(Path file, Path cache, EngineSettings settings);
}
