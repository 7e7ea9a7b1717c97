package witan.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.GgufImporter;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.importer.GraphForm;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;

/**
 * Times the engine, one measurement for each line of its input: {@code java -cp …
 * witan.engine.EngineBench GGUF CACHE THREADS [PROVIDER]}.
 *
 * <p>{@code prefill N}: a prompt of N tokens. {@code decode B CONTEXT STEPS}: B sequences of
 * CONTEXT tokens each draw STEPS more, the likeliest one after the other. {@code verify N CONTEXT}:
 * a block of N tokens after CONTEXT others. {@code first C N}: C clients at once each wait for the
 * first token after N others; the time is the mean. {@code answer C N STEPS}: C clients at once
 * each take a prompt of N tokens and draw STEPS. {@code plain-prefill} and {@code plain-decode} are
 * the same with ONNX Runtime's own attention, which is not invariant ({@link PlainDecoder}), on the
 * processor, for at most 8 sequences. The answer is wall-clock and processor time, in milliseconds.
 */
public final class EngineBench {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** The most at once, and one more whose memory is not given up yet. */
  private static final int SEQUENCES = 33;

  private final LanguageModel model;
  private final Supplier<PlainBench> loadPlain;
  private final SplittableRandom random = new SplittableRandom(1);
  private @Nullable PlainBench plain;

  private EngineBench(LanguageModel model, Supplier<PlainBench> loadPlain) {
    this.model = model;
    this.loadPlain = loadPlain;
  }

  /** Answers until the input ends. */
  public static void main(String[] args) throws Exception {
    Path gguf = Path.of(args[0]);
    Path cache = Path.of(args[1]);
    int threads = Integer.parseInt(args[2]);
    Provider provider = Provider.parse(args.length > 3 ? args[3] : "cpu");
    EngineSettings settings =
        new EngineSettings(threads, 2048, SEQUENCES)
            .with(SEQUENCES * 2048, Duration.ofMinutes(10), provider);
    try (LanguageModel model = OnnxModels.load(gguf, cache, settings)) {
      EngineBench bench = new EngineBench(model, () -> plain(gguf, cache, threads));
      System.out.println(model.numericsClass());
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(bench.measure(line.split(" ")));
      }
    }
  }

  private static PlainBench plain(Path gguf, Path cache, int threads) {
    try (GgufFile file = GgufFile.open(gguf)) {
      Imported imported = GgufImporter.imported(file, cache, GraphForm.GROUPED);
      return new PlainBench(
          new PlainDecoder(
              OnnxRuntime.load(cache), imported, threads, PlainBench.ROWS, PlainBench.ROOM));
    }
  }

  /** Loaded when it is first needed; the process's end frees it. */
  private PlainBench plain() {
    PlainBench loaded = plain;
    if (loaded == null) {
      loaded = loadPlain.get();
      plain = loaded;
    }
    return loaded;
  }

  /** Milliseconds by the wall's clock and of the processor. */
  private record Time(double wall, double processor) {

    @Override
    public String toString() {
      return wall + " " + processor;
    }
  }

  /** What is timed. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private Time measure(String[] words) throws Exception {
    int[] numbers = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
    return switch (words[0]) {
      case "prefill" -> prefill(numbers[0]);
      case "decode" -> decode(numbers[0], numbers[1], numbers[2]);
      case "verify" -> verify(numbers[0], numbers[1]);
      case "first" -> first(numbers[0], numbers[1]);
      case "answer" -> answer(numbers[0], numbers[1], numbers[2]);
      case "plain-prefill" -> timed(plain().prefill(tokens(numbers[0])));
      case "plain-decode" -> timed(plain().decode(contexts(numbers[0], numbers[1]), numbers[2]));
      default -> throw new IOException("there is no measurement " + words[0]);
    };
  }

  private Time prefill(int count) throws Exception {
    int[] tokens = tokens(count);
    try (Sequence sequence = model.open()) {
      return timed(() -> sequence.append(tokens, 1));
    }
  }

  private Time verify(int count, int context) throws Exception {
    int[] block = tokens(count);
    try (Sequence sequence = model.open()) {
      sequence.append(context(0, context), 1);
      return timed(() -> sequence.append(block, count));
    }
  }

  private Time decode(int batch, int context, int steps) throws Exception {
    List<Sequence> sequences = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(batch)) {
      for (int i = 0; i < batch; i++) {
        Sequence sequence = model.open();
        sequences.add(sequence);
        sequence.append(context(i, context), 1);
      }
      return timed(() -> {
        List<Future<?>> running = new ArrayList<>();
        for (Sequence sequence : sequences) {
          running.add(clients.submit(() -> draw(sequence, steps)));
        }
        await(running);
      });
    } finally {
      sequences.forEach(Sequence::close);
    }
  }

  private static void draw(Sequence sequence, int steps) {
    int token = 0;
    for (int i = 0; i < steps; i++) {
      token = likeliest(sequence.append(new int[] {token}, 1)[0]);
    }
  }

  static int likeliest(float[] logits) {
    int token = 0;
    for (int other = 0; other < logits.length; other++) {
      token = logits[other] > logits[token] ? other : token;
    }
    return token;
  }

  private Time first(int clients, int count) throws Exception {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      prompts.add(tokens(count));
    }
    CyclicBarrier together = new CyclicBarrier(clients);
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Time>> times = new ArrayList<>();
      for (int[] prompt : prompts) {
        times.add(
            threads.submit(() -> {
              together.await();
              try (Sequence sequence = model.open()) {
                return timed(() -> sequence.append(prompt, 1));
              }
            }));
      }
      double wall = 0;
      double processor = 0;
      for (Future<Time> time : times) {
        wall += time.get().wall / clients;
        processor = Math.max(processor, time.get().processor);
      }
      return new Time(wall, processor);
    }
  }

  private Time answer(int clients, int count, int steps) throws Exception {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      prompts.add(tokens(count));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      return timed(() -> {
        List<Future<?>> running = new ArrayList<>();
        for (int[] prompt : prompts) {
          running.add(
              threads.submit(() -> {
                try (Sequence sequence = model.open()) {
                  sequence.append(prompt, 1);
                  draw(sequence, steps - 1);
                }
              }));
        }
        await(running);
      });
    }
  }

  private static void await(List<Future<?>> running) throws InterruptedException {
    for (Future<?> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Another for each sequence, the same in each round: the prefix cache has it then. */
  private int[] context(int sequence, int count) {
    return new SplittableRandom(sequence)
        .ints(count, 0, model.tokenizer().vocabularySize())
        .toArray();
  }

  private List<int[]> contexts(int batch, int count) {
    List<int[]> contexts = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      contexts.add(context(i, count));
    }
    return contexts;
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, model.tokenizer().vocabularySize()).toArray();
  }

  private static Time timed(Work work) throws Exception {
    long processor = PROCESS.getProcessCpuTime();
    long wall = System.nanoTime();
    work.run();
    return new Time(
        (System.nanoTime() - wall) / 1e6, (PROCESS.getProcessCpuTime() - processor) / 1e6);
  }
}
