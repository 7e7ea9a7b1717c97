package witan.inference.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jboss.logging.Logger;

/**
 * A folder's documents as an index on disk that follows the folder.
 *
 * <p>A document is read and embedded anew only when its bytes have changed, in this life of the
 * process or since the last. Searches see one state of the whole corpus from their beginning to
 * their end, and never wait for the next one to be made. A document that cannot be read is left out
 * with a line in the log; the others are not touched by that. Safe for many threads.
 */
public final class CorpusIndex implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CorpusIndex.class);

  private final CorpusFolder folder;
  private final TextEmbedder embedder;
  private final InstantSource clock;
  private final Directory directory;
  private final String identity;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Map<String, CorpusFolder.Stamp> seen = new HashMap<>();
  private final Map<String, String> unreadable = new HashMap<>(); // source → sha-256
  private volatile PassageIndex current;

  private CorpusIndex(
      CorpusFolder folder,
      TextEmbedder embedder,
      InstantSource clock,
      Directory directory,
      String identity,
      PassageIndex current) {
    this.folder = folder;
    this.embedder = embedder;
    this.clock = clock;
    this.directory = directory;
    this.identity = identity;
    this.current = current;
  }

  /**
   * Opens the index at {@code path} and brings it up to date with {@code folder}. An index of
   * another embedding model, or a damaged one, is built anew.
   *
   * @param embeddingModel names the model behind {@code embedder}
   */
  public static CorpusIndex open(
      Path path,
      CorpusFolder folder,
      String embeddingModel,
      TextEmbedder embedder,
      InstantSource clock) {
    try {
      Files.createDirectories(path);
      Directory directory = FSDirectory.open(path);
      String identity = PassageIndex.FORMAT + ":" + embeddingModel;
      PassageIndex stored = PassageIndex.openOrCreate(directory, identity);
      CorpusIndex index = new CorpusIndex(folder, embedder, clock, directory, identity, stored);
      try {
        index.refresh();
        return index;
      } catch (RuntimeException | Error e) {
        index.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the index at " + path, e);
    }
  }

  /**
   * Brings the index up to date with the folder; takes as long as the changed documents' embedding.
   *
   * @return whether any passage changed
   */
  public boolean refresh() {
    refreshing.lock();
    try {
      Instant began = clock.instant();
      SortedMap<String, CorpusFolder.Stamp> found = folder.documents();
      Map<String, List<Passage>> changed = new TreeMap<>();
      Map<String, String> digests = new HashMap<>(current.documents());
      for (Map.Entry<String, CorpusFolder.Stamp> file : found.entrySet()) {
        if (!file.getValue().equals(seen.get(file.getKey()))) {
          read(file.getKey(), digests, changed);
        }
      }
      for (String source : current.documents().keySet()) {
        if (!found.containsKey(source)) {
          digests.remove(source);
          changed.put(source, List.of());
        }
      }
      if (!changed.isEmpty()) {
        replace(PassageIndex.update(directory, identity, changed, digests, embedder));
        LOG.infof(
            "%d documents of %s were indexed or removed: %d passages, %d ms",
            changed.size(),
            folder.path(),
            current.passages().size(),
            began.until(clock.instant()).toMillis());
      }
      // Not before the index holds them: what failed half-way is tried again.
      seen.clear();
      found.forEach((source, stamp) -> {
        if (stamp.settledAt(began)) {
          seen.put(source, stamp);
        }
      });
      unreadable.keySet().retainAll(found.keySet());
      return !changed.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the index of " + folder.path(), e);
    } finally {
      refreshing.unlock();
    }
  }

  /** What {@code use} finds in the corpus as it is now. */
  public <T> T read(Function<PassageIndex, T> use) {
    while (true) {
      PassageIndex index = current;
      if (index.enter()) {
        try {
          return use.apply(index);
        } finally {
          index.leave();
        }
      }
      // Replaced between the two lines: the next one is there already.
    }
  }

  /** How many documents of the folder could not be read. */
  public int unreadable() {
    refreshing.lock();
    try {
      return unreadable.size();
    } finally {
      refreshing.unlock();
    }
  }

  /** Waits for a refresh that is running, then closes. */
  @Override
  public void close() {
    refreshing.lock();
    try {
      current.close();
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the index of " + folder.path(), e);
    } finally {
      refreshing.unlock();
    }
  }

  /** Notes the document's passages if its bytes are others than the index holds. */
  private void read(
      String source, Map<String, String> digests, Map<String, List<Passage>> changed) {
    String digest = "";
    try {
      byte[] bytes = folder.bytes(source);
      digest = sha256(bytes);
      if (digest.equals(current.documents().get(source)) || digest.equals(unreadable.get(source))) {
        return;
      }
      DocumentFormat format = DocumentFormat.of(source).orElseThrow();
      Document document = format.read(PassageSplitter.titleOf(source), bytes);
      List<Passage> passages = PassageSplitter.split(source, document);
      unreadable.remove(source);
      digests.put(source, digest);
      changed.put(source, passages);
    } catch (UnreadableDocumentException e) {
      skip(source, digest, String.valueOf(e.getMessage()), digests, changed);
    } catch (IOException e) {
      skip(
          source, digest, "it cannot be read (" + e + "); check its permissions", digests, changed);
    } catch (RuntimeException | StackOverflowError e) {
      // Parsers fail on damaged files in ways of their own.
      skip(source, digest, "its format is damaged (" + e + "); export it anew", digests, changed);
    }
  }

  private void skip(
      String source,
      String digest,
      String why,
      Map<String, String> digests,
      Map<String, List<Passage>> changed) {
    if (!digest.equals(unreadable.put(source, digest))) {
      LOG.warnf("%s is skipped: %s", folder.path().resolve(source), why);
    }
    if (digests.remove(source) != null) {
      changed.put(source, List.of());
    }
  }

  private void replace(PassageIndex next) {
    PassageIndex before = current;
    current = next;
    before.close();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
