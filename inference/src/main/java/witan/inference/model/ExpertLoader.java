package witan.inference.model;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.embedding.Embedder;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.inference.catalogue.Catalogue;
import witan.inference.catalogue.CatalogueEntry;
import witan.inference.catalogue.ModelCache;
import witan.inference.catalogue.ModelUnavailableException;
import witan.inference.expert.ExpertConfig;
import witan.inference.expert.ExpertFile;
import witan.inference.retrieval.Corpus;
import witan.inference.retrieval.Fit;
import witan.inference.retrieval.PassageIndex;
import witan.inference.retrieval.Retrieval;

/**
 * Loads model and corpus behind the running service: it answers its health checks meanwhile, and
 * says what it waits for.
 */
@ApplicationScoped
public class ExpertLoader {

  private static final Logger LOG = Logger.getLogger(ExpertLoader.class);

  /** A model may be pulled, or a file mended, while the service stands waiting. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ExpertConfig config;
  private final Path cache;
  private final Instance<LanguageModels> engine;
  private final LiveExpert live;
  private @Nullable Thread thread;

  ExpertLoader(
      ExpertConfig config,
      @ConfigProperty(name = "witan.cache") Path cache,
      Instance<LanguageModels> engine,
      LiveExpert live) {
    this.config = config;
    this.cache = cache;
    this.engine = engine;
    this.live = live;
  }

  void start(@Observes StartupEvent event) {
    // A platform thread: loading and embedding stay in native code for long.
    thread = Thread.ofPlatform().name("expert-loader").daemon().start(this::loadUntilDone);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    Thread loading = thread;
    if (loading != null) {
      loading.interrupt();
      loading.join(Duration.ofSeconds(5));
    }
    live.get().ifPresent(LoadedExpert::close);
  }

  private void loadUntilDone() {
    try {
      while (live.get().isEmpty()) {
        try {
          live.loaded(load());
        } catch (RuntimeException e) {
          String reason = String.valueOf(e.getMessage());
          if (!reason.equals(live.waitingFor())) {
            LOG.error(reason, e instanceof ModelUnavailableException ? null : e);
          }
          live.waitsFor(reason);
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private LoadedExpert load() {
    long began = System.nanoTime();
    if (!Files.isDirectory(config.folder())) {
      throw new ModelUnavailableException(
          "The expert's folder " + config.folder() + " does not exist: set witan.expert.folder.");
    }
    ExpertFile file = ExpertFile.read(config.folder());
    LanguageModel model = model(file.model());
    try {
      Embedder embedder = Embedder.load();
      ExpertConfig.Retrieval retrieval = config.retrieval();
      PassageIndex index =
          PassageIndex.open(
              config.home().resolve("index"),
              Corpus.read(config.folder()),
              Embedder.MODEL,
              embedder::embed);
      Fit fit = new Fit(retrieval.threshold(), retrieval.passages(), retrieval.margin());
      LOG.infof(
          "%s is loaded: %s, %d passages, %d ms",
          config.name(),
          file.model(),
          index.passages().size(),
          (System.nanoTime() - began) / 1_000_000);
      return new LoadedExpert(
          file,
          file.model(),
          model,
          LoadedExpert.vocabulary(model.tokenizer()),
          embedder,
          new Retrieval(index, embedder::embed, fit));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private LanguageModel model(String name) {
    if (engine.isUnsatisfied()) {
      throw new ModelUnavailableException(
          "This build has no engine to run models on: build it with the module engine.");
    }
    ExpertConfig.Engine how = config.engine();
    EngineSettings settings = new EngineSettings(how.threads(), how.contextLength(), how.slots());
    return engine
        .get()
        .load(
            file(name),
            cache.resolve("engine"),
            settings.with(
                how.keptTokens().orElse(settings.keptTokens()), how.patience(), how.provider()));
  }

  /**
   * A .gguf file of the owner's own or a folder with an ONNX model, named with a slash, beside the
   * corpus or anywhere; else the catalogue's.
   */
  private Path file(String name) {
    if (name.endsWith(".gguf") || name.contains("/")) {
      Path own = config.folder().resolve(name);
      if (!Files.exists(own)) {
        throw new ModelUnavailableException(
            "The model " + own + " does not exist: correct model in expert.yaml.");
      }
      return own;
    }
    Catalogue catalogue = Catalogue.bundled();
    CatalogueEntry entry =
        catalogue
            .find(name)
            .filter(model -> model.kind().equals("chat"))
            .orElseThrow(() ->
                new ModelUnavailableException(
                    "The model "
                        + name
                        + " is not a chat model of the catalogue, which has "
                        + String.join(", ", catalogue.names())
                        + ": correct model in expert.yaml."));
    return new ModelCache(cache).verified(entry);
  }
}
