package witan.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;

/** Reads held-out questions: lines of question, tab, answer, and perhaps a tab and the owner. */
public final class QuestionFiles {

  static final String NAME = "questions.tsv";

  private QuestionFiles() {}

  /** The questions that lie beside the corpora of a folder of experts. */
  public static List<HeldOutQuestion> ofExperts(List<Path> experts) {
    List<HeldOutQuestion> questions = new ArrayList<>();
    for (Path expert : experts) {
      Path file = expert.resolve(NAME);
      if (Files.isRegularFile(file)) {
        questions.addAll(read(file, expert.getFileName().toString()));
      }
    }
    return questions;
  }

  /**
   * @param owner whose questions they are where the lines don't say
   */
  static List<HeldOutQuestion> read(Path file, @Nullable String owner) {
    return fields(file, 2, "a question, a tab and its answer").stream()
        .map(fields ->
            new HeldOutQuestion(
                fields.get(0), fields.get(1), fields.size() > 2 ? fields.get(2) : owner))
        .toList();
  }

  /**
   * The lines of a file, split at tabs; empty ones and those that begin with {@code #} are left
   * out.
   *
   * @param least how many fields each must have, none of them blank
   * @param what a line is, for whoever wrote another
   */
  public static List<List<String>> fields(Path file, int least, String what) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new Failure("The questions in " + file + " can't be read.", e);
    }
    List<List<String>> read = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
        continue;
      }
      List<String> fields = Arrays.stream(lines.get(i).split("\t", -1)).map(String::strip).toList();
      if (fields.size() < least || fields.subList(0, least).contains("")) {
        throw new Failure("Line %d of %s is not %s.".formatted(i + 1, file, what));
      }
      read.add(fields);
    }
    return read;
  }
}
