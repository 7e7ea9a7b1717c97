package witan.inference.model;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.embedding.Embedder;
import witan.embedding.EmbedderPool;
import witan.embedding.EmbeddingModel;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.onnx.Telemetry;
import witan.inference.catalogue.Catalogue;
import witan.inference.catalogue.CatalogueEntry;
import witan.inference.catalogue.ModelCache;
import witan.inference.catalogue.ModelUnavailableException;
import witan.inference.classification.TextClassifier;
import witan.inference.expert.ExpertConfig;
import witan.inference.expert.ExpertFile;
import witan.inference.retrieval.CorpusFolder;
import witan.inference.retrieval.CorpusIndex;
import witan.inference.retrieval.Fit;
import witan.inference.retrieval.Retrieval;
import witan.inference.vision.Ocr;
import witan.mixture.grammar.Constraints;
import witan.mixture.text.Vocabulary;
import witan.openai.Pictures;

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
    Telemetry.forbid();
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
    // Loading is tried again and again: what a failed try has opened must be closed.
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      LanguageModel model = model(file.model());
      undo.push(model::close);
      List<TextClassifier> classifiers = new ArrayList<>();
      undo.push(() -> classifiers.forEach(TextClassifier::close));
      for (String name : file.classifiers()) {
        classifiers.add(TextClassifier.load(classifierFolder(name)));
      }
      EmbedderPool embedders = new EmbedderPool();
      undo.push(embedders::close);
      Embedder embedder = embedders.of(EmbeddingModel.MINILM);
      ExpertConfig.Retrieval retrieval = config.retrieval();
      Fit fit = new Fit(retrieval.threshold(), retrieval.passages(), retrieval.margin());
      CorpusIndex index =
          CorpusIndex.open(
              config.home().resolve("index"),
              new CorpusFolder(config.folder(), retrieval.largestFile().asLongValue()),
              Embedder.MODEL,
              embedder::embed,
              InstantSource.system());
      undo.push(index::close);
      Vocabulary vocabulary = LoadedExpert.vocabulary(model.tokenizer());
      LoadedExpert expert =
          new LoadedExpert(
              file,
              file.model(),
              model,
              vocabulary,
              new Constraints(vocabulary),
              embedders,
              new Retrieval(index, embedder::embed, fit),
              classifiers,
              ocr(file));
      LOG.infof(
          "%s is loaded: %s, %d passages, %d ms",
          config.name(),
          file.model(),
          expert.retrieval().size(),
          (System.nanoTime() - began) / 1_000_000);
      return expert;
    } catch (RuntimeException | Error e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  /** A folder of the owner's own, beside the corpus or anywhere, else the catalogue's. */
  private Path classifierFolder(String name) {
    Path own = config.folder().resolve(name);
    if (Files.isDirectory(own)) {
      return own;
    }
    return Catalogue.bundled()
        .find(name)
        .filter(model -> model.kind().equals("classification"))
        .map(model -> new ModelCache(cache).verified(model).getParent())
        .orElseThrow(() ->
            new ModelUnavailableException(
                "There is no folder "
                    + own
                    + " and no classification model of this name in the catalogue: correct classifiers in expert.yaml."));
  }

  private @Nullable Ocr ocr(ExpertFile file) {
    if (!file.vision() || !Ocr.isThere()) {
      return null;
    }
    ExpertConfig.Vision vision = config.vision();
    return new Ocr(Pictures.MOST_BYTES, vision.maxPixels(), vision.threads(), vision.deadline());
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
