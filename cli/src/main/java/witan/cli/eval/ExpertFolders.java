package witan.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;

/** The same passages laid out in other folders, to see what it matters who holds which. */
public final class ExpertFolders {

  private ExpertFolders() {}

  /** The experts in a folder, by name. */
  public static List<Path> experts(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new Failure("The folder of experts " + folder + " can't be read.", e);
    }
  }

  /** One expert, {@code all}, that holds every passage. */
  public static Path oneHoldsAll(List<Path> experts, Path target) {
    return dealt(experts, target, List.of("all"), null);
  }

  /**
   * As many owners as there are experts, each passage at one of them by chance, so that no profile
   * can tell who knows what.
   */
  static Path dealtAtRandom(List<Path> experts, Path target, RandomGenerator random) {
    List<String> owners = new ArrayList<>();
    for (int i = 1; i <= experts.size(); i++) {
      owners.add("owner-" + i);
    }
    return dealt(experts, target, owners, random);
  }

  private static Path dealt(
      List<Path> experts, Path target, List<String> owners, @Nullable RandomGenerator random) {
    List<String> passages = new ArrayList<>();
    experts.forEach(expert -> passages.addAll(passages(expert)));
    if (random != null) {
      Shuffle.inPlace(passages, random);
    }
    try {
      for (int i = 0; i < owners.size(); i++) {
        StringBuilder corpus = new StringBuilder();
        for (int p = i; p < passages.size(); p += owners.size()) {
          corpus.append(passages.get(p)).append("\n\n");
        }
        Path folder = Files.createDirectories(target.resolve(owners.get(i)));
        Files.writeString(folder.resolve("passages.md"), corpus);
        // Evaluated as if the owners hid nothing: without a profile, titles are what describes
        // them.
        Files.writeString(folder.resolve("expert.yaml"), "share_titles: true\n");
      }
    } catch (IOException e) {
      throw new Failure("The folder " + target + " can't be written.", e);
    }
    return target;
  }

  /** Markdown sections, headings included; a text without headings counts as one passage. */
  public static List<String> passages(Path expert) {
    List<String> passages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(expert)) {
      for (Path file : files.filter(ExpertFolders::isText).sorted().toList()) {
        for (String section : Files.readString(file).split("(?m)^(?=## )")) {
          if (section.startsWith("## ") || !section.strip().startsWith("# ")) {
            passages.add(section.strip());
          }
        }
      }
    } catch (IOException e) {
      throw new Failure("The corpus in " + expert + " can't be read.", e);
    }
    passages.removeIf(String::isEmpty);
    return passages;
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && (name.endsWith(".md") || name.endsWith(".txt"));
  }
}
