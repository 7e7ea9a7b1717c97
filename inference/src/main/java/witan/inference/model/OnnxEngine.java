package witan.inference.model;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.OnnxModels;
import witan.engine.Sequence;

/** Witan's own engine. */
@ApplicationScoped
class OnnxEngine implements LanguageModels {

  /** Enough for the compiler to have seen all that counts. */
  private static final int WARM_UP_TOKENS = 64;

  @Override
  public LanguageModel load(Path file, Path cache, EngineSettings settings) {
    LanguageModel model = OnnxModels.load(file, cache, settings);
    try (Sequence sequence = model.open()) {
      // Its kernels are compiled while they run: better now than for whoever asks first.
      sequence.append(new int[WARM_UP_TOKENS], 1);
      sequence.append(new int[1], 1);
      return model;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }
}
