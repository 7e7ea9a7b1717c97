package witan.inference.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * The private documents of an expert, as they lie in its folder.
 *
 * <p>Markdown, plain text, HTML and PDF are read, in sub-folders too; hidden files and folders,
 * questions.tsv and expert.yaml never are: questions are for evaluation, and an index that held
 * their answers would measure nothing. Links are not followed, since they may lead out of what the
 * owner meant to give.
 *
 * @param largestFile bytes; larger files are skipped
 */
public record CorpusFolder(Path path, long largestFile) {

  private static final Logger LOG = Logger.getLogger(CorpusFolder.class);

  /** What tells cheaply that a file is likely still the same. */
  record Stamp(long size, Instant modified) {

    /** Whether a change after {@code scan} would have shown: file systems' clocks are coarse. */
    boolean settledAt(Instant scan) {
      return modified.isBefore(scan.minusSeconds(2));
    }
  }

  /** The documents by their names relative to the folder; none if there is no folder. */
  SortedMap<String, Stamp> documents() {
    SortedMap<String, Stamp> found = new TreeMap<>();
    if (!Files.isDirectory(path)) {
      return found;
    }
    try {
      Files.walkFileTree(path, new Finder(found));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the folder " + path, e);
    }
    return found;
  }

  /** The bytes of a document. */
  byte[] bytes(String source) throws IOException, UnreadableDocumentException {
    Path file = path.resolve(source);
    if (Files.size(file) > largestFile) {
      throw new UnreadableDocumentException(
          "it has %,d bytes and at most %,d are read; split it, or raise witan.expert.retrieval.largest-file"
              .formatted(Files.size(file), largestFile));
    }
    return Files.readAllBytes(file);
  }

  private final class Finder extends SimpleFileVisitor<Path> {

    private final SortedMap<String, Stamp> found;

    Finder(SortedMap<String, Stamp> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return folder.equals(path) || !isHidden(folder)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()
          && !isHidden(file)
          && DocumentFormat.of(file.getFileName().toString()).isPresent()) {
        String source = path.relativize(file).toString().replace('\\', '/');
        Instant modified = attributes.lastModifiedTime().toInstant();
        found.put(source, new Stamp(attributes.size(), modified));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      LOG.warnf("%s is skipped: it cannot be read (%s); check its permissions", file, e);
      return FileVisitResult.CONTINUE;
    }

    private static boolean isHidden(Path file) {
      return file.getFileName().toString().startsWith(".");
    }
  }
}
