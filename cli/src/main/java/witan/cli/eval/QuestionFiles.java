package witan.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    List<HeldOutQuestion> questions = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new Failure("The questions in " + file + " can't be read.", e);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
        continue;
      }
      String[] fields = lines.get(i).split("\t", -1);
      if (fields.length < 2 || fields[0].isBlank() || fields[1].isBlank()) {
        throw new Failure(
            "Line %d of %s is not a question, a tab and its answer.".formatted(i + 1, file));
      }
      questions.add(
          new HeldOutQuestion(
              fields[0].strip(), fields[1].strip(), fields.length > 2 ? fields[2].strip() : owner));
    }
    return questions;
  }
}
