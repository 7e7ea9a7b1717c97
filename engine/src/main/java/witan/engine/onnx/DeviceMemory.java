package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;

/**
 * Memory where a session computes: the processor's, or a GPU's. What is bound from there is not
 * copied. Must be closed after its tensors and before the session.
 */
public final class DeviceMemory implements AutoCloseable {
  private static final int NO_ARENA = 0;
  private static final int DEFAULT_MEMORY = 0;

  private final OnnxRuntime runtime;
  private final Api api;
  private final Provider provider;
  private final MemorySegment info;
  private final MemorySegment allocator;
  private final Map<ElementType, Session> copies = new EnumMap<>(ElementType.class);

  private DeviceMemory(
      OnnxRuntime runtime, Provider provider, MemorySegment info, MemorySegment allocator) {
    this.runtime = runtime;
    this.api = runtime.api;
    this.provider = provider;
    this.info = info;
    this.allocator = allocator;
  }

  static DeviceMemory of(OnnxRuntime runtime, Session session) {
    Api api = runtime.api;
    MemorySegment info = info(api, session.provider());
    try {
      MemorySegment allocator =
          api.create(result ->
              (MemorySegment) api.createAllocator.invokeExact(session.address, info, result));
      return new DeviceMemory(runtime, session.provider(), info, allocator);
    } catch (RuntimeException | Error e) {
      Api.release(api.releaseMemoryInfo, info);
      throw e;
    }
  }

  private static MemorySegment info(Api api, Provider provider) {
    boolean gpu = provider instanceof Provider.Cuda;
    int device = provider instanceof Provider.Cuda cuda ? cuda.device() : 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(gpu ? "Cuda" : "Cpu");
      return api.create(result ->
          (MemorySegment)
              api.createMemoryInfo.invokeExact(name, NO_ARENA, device, DEFAULT_MEMORY, result));
    }
  }

  /**
   * A tensor with memory of its own, which holds anything at first.
   *
   * @throws witan.engine.ModelException if there is not so much memory
   */
  public Tensor allocate(ElementType type, long... shape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dimensions = arena.allocateFrom(JAVA_LONG, shape);
      return new Tensor(
          api,
          type,
          api.create(result ->
              (MemorySegment)
                  api.allocateTensor.invokeExact(
                      allocator, dimensions, (long) shape.length, type.number, result)));
    }
  }

  /**
   * A part of an allocated tensor as one of its own. It must be closed before the whole.
   *
   * @param from the number of its first element in the whole
   */
  public Tensor part(Tensor whole, ElementType type, long from, long... shape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      api.check(() -> (MemorySegment) api.tensorAddress.invokeExact(whole.address, result));
      long begin = result.get(ADDRESS, 0).address() + from * type.bytes();
      long size = type.bytes();
      for (long dimension : shape) {
        size = Math.multiplyExact(size, dimension);
      }
      return Tensor.over(api, info, MemorySegment.ofAddress(begin), size, type, shape);
    }
  }

  /**
   * Copies a tensor's elements into another of its type and shape, each of them in this memory or
   * the machine's.
   *
   * @throws witan.engine.ModelException if the two are not alike
   */
  public void copy(Tensor from, Tensor to) {
    // The C interface has no copy that every provider takes part in, but every provider has this.
    Session session = copies.computeIfAbsent(from.type, this::copies);
    try (Binding binding = session.binding()) {
      binding.input(IdentityModel.FROM, from);
      binding.output(IdentityModel.TO, to);
      binding.run();
    }
  }

  private Session copies(ElementType type) {
    return runtime.identity(
        provider instanceof Provider.Cuda cuda ? new Provider.Cuda(cuda.device()) : provider, type);
  }

  @Override
  public void close() {
    copies.values().forEach(Session::close);
    Api.release(api.releaseAllocator, allocator);
    Api.release(api.releaseMemoryInfo, info);
  }
}
