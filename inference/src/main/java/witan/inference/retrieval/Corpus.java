package witan.inference.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The private texts of an expert, as they lie in its folder.
 *
 * <p>Markdown and plain text files are read, in sub-folders too; hidden files and folders,
 * questions.tsv and expert.yaml never are: questions are for evaluation, and an index that held
 * their answers would measure nothing.
 *
 * @param passages in the order of the files' names
 * @param digest sha-256 in hex over the passages: another digest means another corpus
 */
public record Corpus(List<Passage> passages, String digest) {

  /** Takes a copy. */
  public Corpus {
    passages = List.copyOf(passages);
  }

  /** Reads {@code folder}; a folder that does not exist is a corpus without passages. */
  public static Corpus read(Path folder) {
    List<Passage> passages = new ArrayList<>();
    for (Path file : files(folder)) {
      String source = folder.relativize(file).toString().replace('\\', '/');
      passages.addAll(PassageSplitter.split(source, text(file)));
    }
    return new Corpus(passages, digest(passages));
  }

  /** The distinct titles, in order. */
  public List<String> titles() {
    return passages.stream().map(Passage::title).distinct().toList();
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> isText(folder.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the folder " + folder, e);
    }
  }

  private static boolean isText(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith(".")) {
        return false;
      }
    }
    String name = relative.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".md") || name.endsWith(".txt");
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static String digest(List<Passage> passages) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    for (Passage passage : passages) {
      for (String part : List.of(passage.source(), passage.title(), passage.text())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
