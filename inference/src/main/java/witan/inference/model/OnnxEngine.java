package witan.inference.model;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.OnnxModels;

/** Witan's own engine. */
@ApplicationScoped
class OnnxEngine implements LanguageModels {

  @Override
  public LanguageModel load(Path file, Path cache, EngineSettings settings) {
    return OnnxModels.load(file, cache, settings);
  }
}
