package witan.cli.eval.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import witan.cli.Failure;

/** Questions that a strong and a weak model answered; for each it is known who was right. */
final class Pairs {

  /**
   * @param strong whether the strong model was right
   * @param weak whether the weak one was
   */
  record Pair(String question, boolean strong, boolean weak) {

    /** What asking the strong one would have gained: −1, 0 or 1. */
    int gain() {
      return (strong ? 1 : 0) - (weak ? 1 : 0);
    }
  }

  private Pairs() {}

  /**
   * Reads lines of subject, question (line breaks as {@code \n}), 1 or 0 for the strong model, 1 or
   * 0 for the weak one, between tabs; the first line may be a heading. Packed by gzip or not.
   */
  static List<Pair> read(Path file) {
    List<Pair> pairs = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                    StandardCharsets.UTF_8))) {
      String line;
      for (int number = 1; (line = lines.readLine()) != null; number++) {
        String[] fields = line.split("\t", -1);
        boolean isPair =
            fields.length == 4 && fields[2].matches("[01]") && fields[3].matches("[01]");
        if (isPair) {
          pairs.add(
              new Pair(
                  fields[1].replace("\\n", "\n"), fields[2].equals("1"), fields[3].equals("1")));
        } else if (number > 1 && !line.isBlank()) {
          throw new Failure(
              "Line %d of %s is not subject, question, 0 or 1 and 0 or 1 between tabs."
                  .formatted(number, file));
        }
      }
    } catch (IOException e) {
      throw new Failure("The pairs in " + file + " can't be read.", e);
    }
    if (pairs.size() < Apgr.LEAST) {
      throw new Failure(
          "The file %s has %d pairs; a comparison needs at least %d."
              .formatted(file, pairs.size(), Apgr.LEAST));
    }
    return pairs;
  }
}
