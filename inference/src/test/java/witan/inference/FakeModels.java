package witan.inference;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.file.Path;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.inference.model.LanguageModels;

/** Gives the service a {@link FakeModel}, so that its rules are tried in milliseconds. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeModels implements LanguageModels {

  private final FakeModel model = new FakeModel(2_048, 20);

  @Override
  public LanguageModel load(Path file, Path cache, EngineSettings settings) {
    return model;
  }

  /** The one model of the test. */
  public int openSequences() {
    return model.openSequences();
  }
}
