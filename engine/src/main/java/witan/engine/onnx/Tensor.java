package witan.engine.onnx;

import java.lang.foreign.MemorySegment;

/** A view of memory as a tensor; closing it frees the view, not the memory. */
public final class Tensor implements AutoCloseable {
  final MemorySegment address;
  private final Api api;

  Tensor(Api api, MemorySegment address) {
    this.api = api;
    this.address = address;
  }

  @Override
  public void close() {
    Api.release(api.releaseTensor, address);
  }
}
