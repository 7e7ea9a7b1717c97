package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory as a tensor. Closing one over memory of the caller's frees the view, not the memory;
 * closing one that a {@link DeviceMemory} allocated frees both.
 */
public final class Tensor implements AutoCloseable {
  final MemorySegment address;
  final ElementType type;
  private final Api api;

  Tensor(Api api, ElementType type, MemorySegment address) {
    this.api = api;
    this.type = type;
    this.address = address;
  }

  /** Of memory that somebody else holds. */
  static Tensor over(
      Api api,
      MemorySegment place,
      MemorySegment data,
      long size,
      ElementType type,
      long... shape) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dimensions = arena.allocateFrom(JAVA_LONG, shape);
      return new Tensor(
          api,
          type,
          api.create(result ->
              (MemorySegment)
                  api.createTensor.invokeExact(
                      place, data, size, dimensions, (long) shape.length, type.number, result)));
    }
  }

  @Override
  public void close() {
    Api.release(api.releaseTensor, address);
  }
}
