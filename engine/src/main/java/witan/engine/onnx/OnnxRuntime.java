package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.engine.ModelException;

/** The library, loaded once in a process. For any number of threads. */
public final class OnnxRuntime {
  private static final int OLDEST_MINOR = 24; // the first with TensorScatter
  private static final int LOG_ERRORS = 3;
  private static final int ALL_OPTIMIZATIONS = 99;
  private static final int ARENA_ALLOCATOR = 1;
  private static final int DEFAULT_MEMORY = 0;

  private static final System.Logger LOG = System.getLogger("witan.engine");

  private static @Nullable OnnxRuntime loaded;

  final Api api;
  private final MemorySegment environment;
  private final MemorySegment cpuMemory;

  private OnnxRuntime(Api api) {
    this.api = api;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("witan");
      environment =
          api.create(result -> (MemorySegment) api.createEnv.invokeExact(LOG_ERRORS, name, result));
    }
    cpuMemory =
        api.create(result ->
            (MemorySegment)
                api.createCpuMemoryInfo.invokeExact(ARENA_ALLOCATOR, DEFAULT_MEMORY, result));
  }

  /**
   * The library that Witan brings, or the one that the system property {@code
   * witan.onnxruntime.library} names.
   *
   * @param cache a folder to unpack it into
   * @throws witan.engine.ModelException if there is none that works here
   */
  public static synchronized OnnxRuntime load(Path cache) {
    OnnxRuntime runtime = loaded;
    if (runtime == null) {
      Telemetry.forbid();
      runtime =
          new OnnxRuntime(Api.load(NativeLibrary.find(cache), minor -> minor >= OLDEST_MINOR));
      loaded = runtime;
    }
    return runtime;
  }

  /** Such as {@code 1.29.0}. */
  public String version() {
    return api.version;
  }

  /**
   * Refuses a library that is too old for something.
   *
   * @param minor the first version that has it, 1.minor
   */
  public void require(int minor, String what) {
    if (api.minor < minor) {
      throw new ModelException(
          "ONNX Runtime %s is too old for %s, which needs 1.%d or later."
              .formatted(api.version, what, minor));
    }
  }

  /**
   * Loads a model.
   *
   * @param threads that share the work of one node
   * @param settings by ONNX Runtime's own names ({@code session.…})
   * @param operators of our own that the graph may name
   * @throws witan.engine.ModelException if the model is not sound, or the provider is not there
   */
  public Session open(
      Path model,
      int threads,
      Provider provider,
      Map<String, String> settings,
      List<Operator> operators) {
    return open(
        threads,
        provider,
        settings,
        operators,
        (arena, options, result) -> {
          MemorySegment path = arena.allocateFrom(model.toString());
          return (MemorySegment) api.createSession.invokeExact(environment, path, options, result);
        });
  }

  /** Creates a session of a model, from wherever it comes. */
  @FunctionalInterface
  private interface Creation {
    MemorySegment run(Arena arena, MemorySegment options, MemorySegment result) throws Throwable;
  }

  private Session open(
      int threads,
      Provider provider,
      Map<String, String> settings,
      List<Operator> operators,
      Creation creation) {
    Provider chosen = resolve(provider);
    OperatorDomain domain = new OperatorDomain(api, operators);
    try {
      MemorySegment address = create(threads, chosen, settings, domain, creation);
      domain.rethrow();
      return new Session(this, address, chosen, domain);
    } catch (RuntimeException | Error e) {
      domain.close();
      throw e;
    }
  }

  private MemorySegment create(
      int threads,
      Provider provider,
      Map<String, String> settings,
      OperatorDomain domain,
      Creation creation) {
    MemorySegment options =
        api.create(result -> (MemorySegment) api.createSessionOptions.invokeExact(result));
    try (Arena arena = Arena.ofConfined()) {
      if (provider instanceof Provider.Cuda cuda) {
        appendCuda(options, cuda);
      }
      api.check(() -> (MemorySegment) api.addDomain.invokeExact(options, domain.address));
      api.check(() -> (MemorySegment) api.setIntraOpThreads.invokeExact(options, threads));
      api.check(() ->
          (MemorySegment) api.setGraphOptimizationLevel.invokeExact(options, ALL_OPTIMIZATIONS));
      settings.forEach((name, value) -> {
        MemorySegment key = arena.allocateFrom(name);
        MemorySegment text = arena.allocateFrom(value);
        api.check(() -> (MemorySegment) api.addSessionConfigEntry.invokeExact(options, key, text));
      });
      return api.create(result -> creation.run(arena, options, result));
    } finally {
      Api.release(api.releaseSessionOptions, options);
    }
  }

  /**
   * What a provider comes to on this machine: {@link Provider#AUTO} becomes a GPU if one can be
   * used, else the processor, with a line in the log that says why.
   */
  public Provider resolve(Provider provider) {
    if (!(provider instanceof Provider.Auto)) {
      return provider;
    }
    Provider.Cuda first = new Provider.Cuda(0);
    try {
      check(first);
      return first;
    } catch (ModelException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "The model runs on the processor, as CUDA is not there: {0}",
          e.getMessage());
      return Provider.CPU;
    }
  }

  /** A library can have CUDA where the machine has no GPU: only a session tells. */
  private void check(Provider.Cuda cuda) {
    identity(cuda, ElementType.FLOAT).close();
  }

  /** A session that copies its input to its output. */
  Session identity(Provider provider, ElementType type) {
    byte[] bytes = IdentityModel.of(type);
    return open(
        1,
        provider,
        Map.of(),
        List.of(),
        (arena, options, result) -> {
          MemorySegment model = arena.allocateFrom(JAVA_BYTE, bytes);
          return (MemorySegment)
              api.createSessionFromArray.invokeExact(
                  environment, model, model.byteSize(), options, result);
        });
  }

  private void appendCuda(MemorySegment options, Provider.Cuda cuda) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("device_id", Integer.toString(cuda.device()));
    if (cuda.graphs()) {
      settings.put("enable_cuda_graph", "1");
    }
    MemorySegment of =
        api.create(result -> (MemorySegment) api.createCudaOptions.invokeExact(result));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment keys = texts(arena, settings.keySet());
      MemorySegment values = texts(arena, settings.values());
      long count = settings.size();
      api.check(() -> (MemorySegment) api.updateCudaOptions.invokeExact(of, keys, values, count));
      api.check(() -> (MemorySegment) api.appendCuda.invokeExact(options, of));
    } finally {
      Api.release(api.releaseCudaOptions, of);
    }
  }

  private static MemorySegment texts(Arena arena, Collection<String> texts) {
    MemorySegment pointers = arena.allocate(ADDRESS, texts.size());
    int i = 0;
    for (String text : texts) {
      pointers.setAtIndex(ADDRESS, i++, arena.allocateFrom(text));
    }
    return pointers;
  }

  /**
   * A tensor over memory of the caller's, which must outlive it.
   *
   * @throws witan.engine.ModelException if the memory is too small for the shape
   */
  public Tensor tensor(MemorySegment data, ElementType type, long... shape) {
    return Tensor.over(api, cpuMemory, data, data.byteSize(), type, shape);
  }
}
