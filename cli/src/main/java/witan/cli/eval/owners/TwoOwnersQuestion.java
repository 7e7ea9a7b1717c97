package witan.cli.eval.owners;

import java.nio.file.Path;
import java.util.List;
import witan.cli.Failure;
import witan.cli.eval.ExpertFolders;
import witan.cli.eval.QuestionFiles;

/**
 * A question that needs the passages of two owners.
 *
 * @param answer the reference, or its parts with {@code |} between them
 * @param owners whose passages they are, the one with the answer first (or in the question's order)
 * @param passages the passages' titles, in the owners' order
 * @param plan the question in steps that one owner can answer each
 */
record TwoOwnersQuestion(
    String question, String answer, List<String> owners, List<String> passages, Plan plan) {

  /** Five fields a line; the head of the file explains them. */
  static List<TwoOwnersQuestion> read(Path file) {
    return QuestionFiles.fields(
            file,
            5,
            "question, answer, two owners, two titles and the steps, with tabs between them")
        .stream()
        .map(fields -> of(file, fields))
        .toList();
  }

  private static TwoOwnersQuestion of(Path file, List<String> fields) {
    List<String> owners = List.of(fields.get(2).split("\\+"));
    List<String> titles = List.of(fields.get(3).split("\\|"));
    if (owners.size() != 2 || titles.size() != 2) {
      throw new Failure(
          "%s does not name two owners and two titles for \"%s\".".formatted(file, fields.get(0)));
    }
    return new TwoOwnersQuestion(
        fields.get(0), fields.get(1), owners, titles, Plan.of(fields.get(4)));
  }

  /** The passages themselves, as the owners' experts would be given them. */
  List<String> texts(Path experts) {
    return List.of(text(experts, 0), text(experts, 1));
  }

  private String text(Path experts, int which) {
    String heading = "## " + passages.get(which) + "\n";
    return ExpertFolders.passages(experts.resolve(owners.get(which))).stream()
        .filter(passage -> passage.startsWith(heading))
        .map(passage -> passage.substring(heading.length()).strip())
        .findFirst()
        .orElseThrow(() ->
            new Failure(
                "%s has no passage \"%s\".".formatted(owners.get(which), passages.get(which))));
  }
}
