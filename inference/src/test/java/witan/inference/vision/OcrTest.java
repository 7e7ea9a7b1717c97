package witan.inference.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real models, on pictures that the tests draw. */
class OcrTest {

  private static final Ocr OCR = new Ocr(8 << 20, 30_000_000, 1, Duration.ofSeconds(60));
  private static final List<String> FONTS = List.of("SansSerif", "Serif", "Monospaced");

  private static final List<String> RECIPE =
      List.of(
          "Pancakes for four",
          "250 g flour",
          "3 eggs and 1 pinch of salt",
          "500 ml milk",
          "Rest the batter for 30 minutes.");

  @AfterAll
  static void close() {
    OCR.close();
  }

  @Test
  void aRecipeIsReadLineByLine() {
    assertThat(OCR.read(Page.of(RECIPE, "Serif", 28).png())).isEqualTo(RECIPE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {8, -8, 90, 180, 270})
  void aTurnedPictureIsReadInTheSameOrder(double degrees) {
    List<String> read = OCR.read(Page.of(RECIPE, "SansSerif", 28).turned(degrees).png());

    assertThat(errors(read, RECIPE)).isLessThan(0.05);
    assertThat(read).hasSameSizeAs(RECIPE);
  }

  @Test
  void columnsAreReadOneAfterTheOther() {
    List<String> left =
        List.of(
            "The choir was founded in",
            "1871 by the teachers of",
            "the old school beside the",
            "harbour church.");
    List<String> right =
        List.of(
            "Its first concert was held",
            "on the second of May and",
            "every seat in the hall was",
            "taken that night.");
    Page page = Page.blank(980, 360, Color.WHITE);
    page.text("The harbour choir", "Serif", 34, 330, 60);
    page.column(left, "Serif", 26, 40, 150).column(right, "Serif", 26, 560, 150);

    List<String> read = OCR.read(page.png());

    List<String> expected = new ArrayList<>(List.of("The harbour choir"));
    expected.addAll(left);
    expected.addAll(right);
    assertThat(errors(read, expected)).isLessThan(0.05);
  }

  @Test
  void aTableIsReadRowByRow() {
    String[][] rows = {
      {"Team", "Won", "Points"}, {"Harbour", "12", "36"}, {"Hill", "9", "27"}, {"River", "7", "21"}
    };
    Page page = Page.blank(640, 320, new Color(0xfdf8e8));
    for (int row = 0; row < rows.length; row++) {
      for (int cell = 0; cell < 3; cell++) {
        page.text(rows[row][cell], "SansSerif", 28, 50 + 210 * cell, 60 + 65 * row);
      }
    }

    List<String> read = OCR.read(page.png());

    assertThat(read)
        .containsExactly(
            "Team | Won | Points", "Harbour | 12 | 36", "Hill | 9 | 27", "River | 7 | 21");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void everyFormatIsRead(String format) {
    assertThat(errors(OCR.read(Page.of(RECIPE, "SansSerif", 28).file(format)), RECIPE))
        .isLessThan(0.03);
  }

  @Test
  void aPictureWithoutTextHasNoLines() {
    Page noise = Page.blank(400, 300, Color.GRAY).noisy(new SplittableRandom(3), 60);

    assertThat(OCR.read(noise.png())).isEmpty();
    assertThat(OCR.read(Page.blank(1, 1, Color.RED).png())).isEmpty();
    assertThat(OCR.read(Page.blank(3_000, 2, Color.RED).png())).isEmpty();
  }

  @Test
  void sixPagesOfTheCorporaAreReadWithFewErrors() throws IOException {
    assertThat(meanError(6)).isLessThan(0.02);
  }

  @Test
  @Tag("long")
  void sixtyPagesOfTheCorporaAreReadWithFewErrors() throws IOException {
    assertThat(meanError(60)).isLessThan(0.01);
  }

  /**
   * The mean character error rate over pages with fonts, sizes, papers, tilts and noise at random.
   */
  private static double meanError(int pages) throws IOException {
    RandomGenerator random = new SplittableRandom(23);
    List<String> sentences =
        Arrays.stream(Files.readString(Path.of("network/cooking/baking.md")).split("\\s+"))
            .filter(word -> word.matches("[\\x21-\\x7e]+") && !word.startsWith("#"))
            .toList();
    double errors = 0;
    long nanos = 0;
    for (int page = 0; page < pages; page++) {
      List<String> lines = lines(sentences, random);
      int size = random.nextInt(16, 40);
      String font = FONTS.get(random.nextInt(FONTS.size()));
      Page drawn =
          Page.blank(
              size * 26,
              size * 2 * (lines.size() + 1),
              new Color(255, 250, random.nextInt(200, 256)));
      drawn.column(lines, font, size, size, 2 * size);
      drawn = random.nextInt(3) == 0 ? drawn.turned(random.nextDouble(-10, 10)) : drawn;
      byte[] file = drawn.noisy(random, random.nextInt(25)).file("jpeg");
      long began = System.nanoTime();
      List<String> read = OCR.read(file);
      nanos += System.nanoTime() - began;
      double error = errors(read, lines);
      errors += error;
      if (Boolean.getBoolean("witan.show")) {
        System.out.printf(
            "%.3f %s %d %s%n", error, font, size, error > 0.02 ? read + " / " + lines : "");
      }
    }
    System.out.printf(
        "%d pages: character error rate %.4f, %.0f ms a page%n",
        pages, errors / pages, nanos / 1e6 / pages);
    return errors / pages;
  }

  private static List<String> lines(List<String> words, RandomGenerator random) {
    List<String> lines = new ArrayList<>();
    for (int line = random.nextInt(3, 10); line > 0; line--) {
      int from = random.nextInt(words.size() - 6);
      StringBuilder text = new StringBuilder();
      for (String word : words.subList(from, from + 6)) {
        if (text.length() + word.length() < 36) {
          text.append(text.isEmpty() ? "" : " ").append(word);
        }
      }
      lines.add(text.toString());
    }
    return lines;
  }

  /** The edit distance over the length of what was to be read. */
  private static double errors(List<String> read, List<String> expected) {
    String a = String.join("\n", read);
    String b = String.join("\n", expected);
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int k = 1; k <= b.length(); k++) {
        int cost = a.charAt(i - 1) == b.charAt(k - 1) ? 0 : 1;
        int best = Math.min(Math.min(row[k], row[k - 1]) + 1, diagonal + cost);
        diagonal = row[k];
        row[k] = best;
      }
    }
    return (double) row[b.length()] / b.length();
  }
}
