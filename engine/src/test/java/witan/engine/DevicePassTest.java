package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufType;
import witan.engine.importer.Architecture;
import witan.engine.importer.SmallModel;
import witan.engine.importer.TellingGraph;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;

/** Up to the device: with a graph that tells what it was given, on the processor. */
class DevicePassTest {
  private static final int BLOCK = 64;
  private static final int PAGES = 9;
  private static final int MOST_BLOCKS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPassGivesItsTokensAndTablesAndTheCachesStayWhereTheyAre(boolean recorded) throws Exception {
    try (DevicePass pass = pass(recorded)) {
      // Ends 0, 5 and 6; tables 1, 2, 3 and 7, 0, 0; the longest of the two has 135 tokens.
      assertThat(told(pass, List.of(part(130, 5, 2, 1, 2, 3), part(0, 1, 1, 7))))
          .isDeepEqualTo(
              new float[][] {
                {8, 11, 130, 13, 5, 135, 1},
                {9, 11, 130, 13, 5, 135, 1},
                {5, 11, 130, 13, 5, 135, 1}
              });
      assertThat(told(pass, List.of(part(0, 2, 1, 4))))
          .isDeepEqualTo(new float[][] {{6, 2, 0, 4, 2, 2, 2}});
    }
  }

  @Test
  void recordedStepsComeInPowersOfTwoWithBoundsThatHoldForAll() throws Exception {
    try (DevicePass pass = pass(true)) {
      int passes = 0;
      for (int count : new int[] {3, 4, 1, 3, 2}) {
        Pass.Part[] parts = new Pass.Part[count];
        Arrays.setAll(parts, i -> part(64 + i, 1, 1, 0, i));
        int rounded = Integer.highestOneBit(2 * count - 1);
        int ends = rounded * (rounded + 1) / 2;
        int starts = 64 * count + count * (count - 1) / 2;
        int table = count * (count - 1) / 2 + (rounded - count) * PAGES;
        float[][] expected = new float[count][];
        Arrays.fill(
            expected, new float[] {5, ends, starts, table, 1, MOST_BLOCKS * BLOCK, ++passes});
        assertThat(told(pass, List.of(parts))).isDeepEqualTo(expected);
      }
    }
  }

  @Test
  void passesOfTheSameRecordingReadTheirOwnInputs() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    try (DevicePass pass = pass(true)) {
      for (int i = 1; i <= 20; i++) {
        int token = random.nextInt(SmallModel.VOCABULARY);
        Pass.Part part = new Pass.Part(List.of(page(2)), i, new int[] {token}, 1);
        assertThat(told(pass, List.of(part)))
            .isDeepEqualTo(new float[][] {{token, 1, i, 2, 1, MOST_BLOCKS * BLOCK, i}});
      }
    }
  }

  @Test
  void stepsThatAreNotAllWantedOrTooManyAreNotRecorded() {
    assertThat(RecordedSteps.count(List.of(part(0, 1, 1, 0)))).isEqualTo(1);
    assertThat(RecordedSteps.count(List.of(part(0, 1, 1, 0), part(0, 1, 0, 1)))).isZero();
    assertThat(RecordedSteps.count(List.of(part(0, 1, 1, 0), part(0, 2, 1, 1)))).isZero();
    Pass.Part[] many = new Pass.Part[65];
    Arrays.fill(many, part(0, 1, 1, 0));
    assertThat(RecordedSteps.count(List.of(many))).isZero();
    assertThat(RecordedSteps.count(List.of(many).subList(0, 33))).isEqualTo(64);
  }

  private DevicePass pass(boolean recorded) throws Exception {
    Path gguf = SmallModel.of("llama", GgufType.F32).file().write(folder.resolve("small.gguf"));
    Architecture sizes;
    try (GgufFile file = GgufFile.open(gguf)) {
      sizes = Architecture.of(file);
    }
    Path graph = folder.resolve("telling.onnx");
    TellingGraph.write(graph, sizes);
    OnnxRuntime runtime = OnnxRuntime.load(RealModel.cache().resolve("engine"));
    return new DevicePass(
        runtime,
        runtime.open(graph, 1, Provider.CPU, OnnxModels.SESSION, List.of()),
        sizes,
        recorded,
        BLOCK,
        PAGES,
        MOST_BLOCKS);
  }

  private static float[][] told(Pass pass, List<Pass.Part> parts) {
    return Arrays.stream(pass.run(parts))
        .map(logits -> Arrays.copyOf(logits, TellingGraph.TOLD))
        .toArray(float[][]::new);
  }

  /** Of tokens 5, 6, 7 and so on. */
  private static Pass.Part part(int start, int count, int wanted, int... pages) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> 5 + i);
    return new Pass.Part(
        Arrays.stream(pages).mapToObj(DevicePassTest::page).toList(), start, tokens, wanted);
  }

  private static Page page(int number) {
    return new Page(number, MemorySegment.NULL);
  }
}
