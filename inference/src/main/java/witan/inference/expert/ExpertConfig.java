package witan.inference.expert;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import witan.engine.onnx.Provider;

/** One expert. A bad value stops the service at start, naming the property. */
@ConfigMapping(prefix = "witan.expert")
public interface ExpertConfig {

  /** The folder with the corpus and, if there is one, expert.yaml. Never written to. */
  Path folder();

  /** The expert's own state: hotkey.key and the index. */
  Path home();

  /** What people call it. */
  @WithDefault("expert")
  String name();

  /** Where the network reaches it: scheme, host and port. The port that is listened on if unset. */
  Optional<URI> advertiseUrl();

  /** The owner's account; expert.yaml's {@code owner} if unset. */
  Optional<String> owner();

  /** What the OpenAI port asks for; without one it answers loopback only. */
  Optional<String> apiKey();

  /** Which passages are put before the model. */
  Retrieval retrieval();

  /** How pictures are read, unless expert.yaml says {@code vision: false}. */
  Vision vision();

  /** How {@code /v1/embeddings} is answered. */
  Embeddings embeddings();

  /** How the model runs. */
  Engine engine();

  /** The sessions of gateways. */
  Sessions sessions();

  /** Which passages are put before the model. */
  interface Retrieval {

    /**
     * The least cosine of question and passage. Over the three corpora of {@code network/} the 317
     * questions lie at 0.55 and above with their own corpus; with the others', and for general
     * questions, at 0.48 and below.
     */
    @WithDefault("0.5")
    double threshold();

    /** How many passages at most, 1 or 2. */
    @WithDefault("1")
    int passages();

    /** How far below the first's cosine a second one may lie. */
    @WithDefault("0.05")
    double margin();

    /**
     * How often the folder is looked through for documents that are new, changed or gone. Read anew
     * are only those.
     */
    @WithDefault("10s")
    Duration rescan();

    /** Larger documents are skipped, with a line in the log. */
    @WithDefault("32M")
    MemorySize largestFile();
  }

  /** How pictures are read. */
  interface Vision {

    /** Width times height at most; a larger picture is refused before it is decoded. */
    @WithDefault("30000000")
    long maxPixels();

    /**
     * Whether pictures are fetched that a client of the OpenAI port names by their address. Only
     * from public addresses, whatever a name or a redirect leads to.
     */
    @WithDefault("false")
    boolean fetch();

    /** Threads of one step. Pictures are read one at a time. */
    @WithDefault("1")
    int threads();

    /** How long one picture may take, the wait for its turn included. */
    @WithDefault("PT20S")
    Duration deadline();
  }

  /** How {@code /v1/embeddings} is answered. */
  interface Embeddings {

    /**
     * Whether a request's texts are embedded many at a time: faster, but a text's numbers then
     * depend on its company. Retrieval and evidence always embed alone.
     */
    @WithDefault("false")
    boolean together();
  }

  /** How the model runs. */
  interface Engine {

    /** Threads of one step. */
    @WithDefault("1")
    int threads();

    /** Tokens that prompt and answer may have together. */
    @WithDefault("2048")
    int contextLength();

    /** How many sequences at once: sessions of gateways and answers of the OpenAI port. */
    @WithDefault("16")
    int slots();

    /**
     * Of how many tokens, over all sequences, keys and values are kept; beyond it those of idle
     * ones are computed anew. Four whole contexts if unset.
     */
    OptionalInt keptTokens();

    /** How long a request waits for its turn before it is told BUSY. */
    @WithDefault("PT30S")
    Duration patience();

    /**
     * What the model runs on: {@code auto} (a GPU if there is one), {@code cpu}, {@code cuda:N} or
     * {@code cuda:N+graphs}; see docs/gpu.md.
     */
    @WithDefault("auto")
    @WithConverter(ProviderSetting.class)
    Provider provider();
  }

  /** The sessions of gateways. */
  interface Sessions {

    /** How many at once; one more is told BUSY. */
    @WithDefault("16")
    int most();

    /** A session that is silent for so long is closed. */
    @WithDefault("PT60S")
    Duration idle();
  }
}
