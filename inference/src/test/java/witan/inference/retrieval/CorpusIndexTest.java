package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.embedding.Vectors;

/** With an embedder that hashes words: what is tried here is what follows what. */
class CorpusIndexTest {

  @TempDir Path folder;
  @TempDir Path home;

  private final List<String> embedded = new ArrayList<>();

  @Test
  void onlyWhatHasChangedIsEmbeddedAgain() throws IOException {
    write("a.md", "## A\nOne thing.\n## B\nAnother thing.");
    write("b.html", "<h1>C</h1><p>A third thing.");
    try (CorpusIndex index = open()) {
      assertThat(embedded).hasSize(3);
      assertThat(index.refresh()).isFalse();

      write("b.html", "<h1>C</h1><p>A third thing, but changed.");
      assertThat(index.refresh()).isTrue();
      assertThat(embedded).hasSize(4).last().isEqualTo("C. A third thing, but changed.");
      assertThat(texts(index))
          .containsExactly("One thing.", "Another thing.", "A third thing, but changed.");
    }
    try (CorpusIndex index = open()) {
      assertThat(embedded).hasSize(4);
      assertThat(texts(index)).hasSize(3);
    }
  }

  @Test
  void aChangeWithinTheSameMomentIsSeen() throws IOException {
    write("a.md", "one");
    try (CorpusIndex index = open()) {
      FileTime time = Files.getLastModifiedTime(folder.resolve("a.md"));
      write("a.md", "two");
      Files.setLastModifiedTime(folder.resolve("a.md"), time);

      assertThat(index.refresh()).isTrue();
      assertThat(texts(index)).containsExactly("two");
    }
  }

  @Test
  void whatIsTakenAwayIsFoundNoMore() throws IOException {
    write("a.md", "One thing.");
    write("b.md", "Another thing.");
    try (CorpusIndex index = open()) {
      Files.delete(folder.resolve("a.md"));
      assertThat(index.refresh()).isTrue();
      assertThat(texts(index)).containsExactly("Another thing.");
      assertThat(index.<List<Hit>>read(now -> now.search("One thing", embed("One thing"), 5)))
          .extracting(hit -> hit.passage().text())
          .containsExactly("Another thing.");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void howTheCorpusCameToBeMakesNoDifference(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, String> files = new TreeMap<>();
    try (CorpusIndex grown = open()) {
      for (int step = 0; step < 25; step++) {
        String name = "f" + random.nextInt(8) + ".md";
        if (random.nextInt(3) == 0) {
          Files.deleteIfExists(folder.resolve(name));
          files.remove(name);
        } else {
          write(name, sentences(random));
          files.put(name, "");
        }
        if (random.nextBoolean()) {
          grown.refresh();
        }
      }
      grown.refresh();
      try (CorpusIndex fresh = open(home.resolve("fresh"))) {
        assertThat(texts(grown)).isEqualTo(texts(fresh));
        assertThat(grown.<Map<String, String>>read(PassageIndex::documents))
            .isEqualTo(fresh.<Map<String, String>>read(PassageIndex::documents))
            .containsOnlyKeys(files.keySet());
        for (int question = 0; question < 20; question++) {
          String words = sentences(random);
          assertThat(grown.<List<Hit>>read(now -> now.search(words, embed(words), 8)))
              .isEqualTo(fresh.<List<Hit>>read(now -> now.search(words, embed(words), 8)));
        }
      }
    }
  }

  @Test
  void documentsThatCannotBeReadAreLeftOutAndNothingElse() throws IOException {
    write("good.md", "A thing that stays.");
    Files.write(folder.resolve("secret.pdf"), Pdfs.encrypted("x", List.of("Secret.")));
    write("broken.pdf", "%PDF-1.7 and then nothing of the kind");
    Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe9, 'b'});
    write("huge.txt", "word ".repeat(30_000));
    try (CorpusIndex index = open()) {
      assertThat(texts(index)).containsExactly("A thing that stays.");
      assertThat(index.unreadable()).isEqualTo(4);

      write("broken.pdf", "still broken, but in another way");
      assertThat(index.refresh()).isFalse();
      Files.write(folder.resolve("secret.pdf"), Pdfs.of("Open", List.of("No secret any more.")));
      assertThat(index.refresh()).isTrue();
      assertThat(texts(index)).containsExactly("A thing that stays.", "No secret any more.");
      assertThat(index.unreadable()).isEqualTo(3);

      write("good.md", "damaged \0 now");
      assertThat(index.refresh()).isTrue();
      assertThat(texts(index)).containsExactly("No secret any more.");
    }
  }

  @Test
  void whileItIsRefreshedSearchesGoOnAndSeeOneStateWhole() throws Exception {
    write("a.md", "state zero");
    write("b.md", "state zero");
    AtomicBoolean done = new AtomicBoolean();
    try (CorpusIndex index = open();
        ExecutorService searchers = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        running.add(
            searchers.submit(() -> {
              int searches = 0;
              while (!done.get()) {
                List<Passage> seen = index.read(PassageIndex::passages);
                assertThat(seen.stream().map(Passage::text).distinct()).hasSize(1);
                assertThat(index.<List<Hit>>read(now -> now.search("state", embed("state"), 5)))
                    .hasSize(2);
                searches++;
              }
              return searches;
            }));
      }
      for (int state = 1; state <= 30; state++) {
        write("a.md", "state " + state);
        write("b.md", "state " + state);
        index.refresh();
      }
      done.set(true);
      for (Future<Integer> searcher : running) {
        assertThat(searcher.get()).isPositive();
      }
    }
  }

  @Test
  void whatFailedHalfWayIsTriedAgain() throws IOException {
    write("a.md", "One thing.");
    AtomicBoolean fails = new AtomicBoolean();
    TextEmbedder failing =
        text -> {
          if (fails.get()) {
            throw new IllegalStateException("no embedder now");
          }
          return embed(text);
        };
    try (CorpusIndex index =
        CorpusIndex.open(
            home, new CorpusFolder(folder, 100_000), "test", failing, InstantSource.system())) {
      fails.set(true);
      write("b.md", "Another thing.");
      assertThatThrownBy(index::refresh).isInstanceOf(IllegalStateException.class);
      assertThat(texts(index)).containsExactly("One thing.");

      fails.set(false);
      assertThat(index.refresh()).isTrue();
      assertThat(texts(index)).containsExactly("One thing.", "Another thing.");
    }
  }

  @Test
  void aDamagedIndexIsBuiltAnew() throws IOException {
    write("a.md", "One thing.");
    open().close();
    try (var files = Files.newDirectoryStream(home, "segments_*")) {
      for (Path file : files) {
        Files.writeString(file, "damaged");
      }
    }
    try (CorpusIndex index = open()) {
      assertThat(texts(index)).containsExactly("One thing.");
    }
  }

  @Test
  void anotherEmbeddingModelsVectorsAreNotKept() throws IOException {
    write("a.md", "One thing.");
    open().close();
    CorpusFolder documents = new CorpusFolder(folder, 100_000);
    CorpusIndex.open(home, documents, "other", this::counted, InstantSource.system()).close();

    assertThat(embedded).hasSize(2);
  }

  private CorpusIndex open() {
    return open(home);
  }

  private CorpusIndex open(Path at) {
    InstantSource clock = InstantSource.system();
    return CorpusIndex.open(at, new CorpusFolder(folder, 100_000), "test", this::counted, clock);
  }

  private float[] counted(String text) {
    embedded.add(text);
    return embed(text);
  }

  private static float[] embed(String text) {
    float[] vector = new float[32];
    for (String word : text.toLowerCase(java.util.Locale.ROOT).split("\\W+")) {
      vector[Math.floorMod(word.hashCode(), vector.length)] += 1;
    }
    return Vectors.unit(vector);
  }

  private static List<String> texts(CorpusIndex index) {
    return index.read(PassageIndex::passages).stream().map(Passage::text).toList();
  }

  private static String sentences(SplittableRandom random) {
    List<String> words = List.of("egg", "flour", "goal", "choir", "sauce", "race", "opera", "oven");
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      for (int k = 0; k < 5; k++) {
        text.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      text.append("end.\n\n");
    }
    return text.toString();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
