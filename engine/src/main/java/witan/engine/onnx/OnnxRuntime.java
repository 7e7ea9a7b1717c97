package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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

  private final Api api;
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
    OperatorDomain domain = new OperatorDomain(api, operators);
    try {
      Session session = session(model, threads, provider, settings, domain);
      domain.rethrow();
      return session;
    } catch (RuntimeException | Error e) {
      domain.close();
      throw e;
    }
  }

  private Session session(
      Path model,
      int threads,
      Provider provider,
      Map<String, String> settings,
      OperatorDomain domain) {
    MemorySegment options =
        api.create(result -> (MemorySegment) api.createSessionOptions.invokeExact(result));
    try (Arena arena = Arena.ofConfined()) {
      Provider chosen = chosen(provider, options);
      api.check(() -> (MemorySegment) api.addDomain.invokeExact(options, domain.address));
      api.check(() -> (MemorySegment) api.setIntraOpThreads.invokeExact(options, threads));
      api.check(() ->
          (MemorySegment) api.setGraphOptimizationLevel.invokeExact(options, ALL_OPTIMIZATIONS));
      settings.forEach((name, value) -> {
        MemorySegment key = arena.allocateFrom(name);
        MemorySegment text = arena.allocateFrom(value);
        api.check(() -> (MemorySegment) api.addSessionConfigEntry.invokeExact(options, key, text));
      });
      MemorySegment path = arena.allocateFrom(model.toString());
      MemorySegment address =
          api.create(result ->
              (MemorySegment) api.createSession.invokeExact(environment, path, options, result));
      return new Session(api, address, chosen, domain);
    } finally {
      Api.release(api.releaseSessionOptions, options);
    }
  }

  private Provider chosen(Provider provider, MemorySegment options) {
    return switch (provider) {
      case Provider.Cpu cpu -> cpu;
      case Provider.Cuda cuda -> {
        appendCuda(options, cuda.device());
        yield cuda;
      }
      case Provider.Auto _ -> {
        try {
          yield chosen(new Provider.Cuda(0), options);
        } catch (ModelException e) {
          LOG.log(
              System.Logger.Level.INFO,
              "The model runs on the processor, as CUDA is not there: {0}",
              e.getMessage());
          yield Provider.CPU;
        }
      }
    };
  }

  private void appendCuda(MemorySegment options, int device) {
    MemorySegment cuda =
        api.create(result -> (MemorySegment) api.createCudaOptions.invokeExact(result));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment keys = arena.allocateFrom(ADDRESS, arena.allocateFrom("device_id"));
      MemorySegment values =
          arena.allocateFrom(ADDRESS, arena.allocateFrom(Integer.toString(device)));
      api.check(() -> (MemorySegment) api.updateCudaOptions.invokeExact(cuda, keys, values, 1L));
      api.check(() -> (MemorySegment) api.appendCuda.invokeExact(options, cuda));
    } finally {
      Api.release(api.releaseCudaOptions, cuda);
    }
  }

  /**
   * A tensor over memory of the caller's, which must outlive it.
   *
   * @throws witan.engine.ModelException if the memory is too small for the shape
   */
  public Tensor tensor(MemorySegment data, ElementType type, long... shape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dimensions = arena.allocateFrom(JAVA_LONG, shape);
      return new Tensor(
          api,
          api.create(result ->
              (MemorySegment)
                  api.createTensor.invokeExact(
                      cpuMemory,
                      data,
                      data.byteSize(),
                      dimensions,
                      (long) shape.length,
                      type.number,
                      result)));
    }
  }
}
