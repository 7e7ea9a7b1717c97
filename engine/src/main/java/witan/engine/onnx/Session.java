package witan.engine.onnx;

import java.lang.foreign.MemorySegment;

/** A model that is loaded. Its bindings must be closed before it. */
public final class Session implements AutoCloseable {
  final MemorySegment address;
  final OperatorDomain operators;
  private final OnnxRuntime runtime;
  private final Provider provider;

  Session(OnnxRuntime runtime, MemorySegment address, Provider provider, OperatorDomain operators) {
    this.runtime = runtime;
    this.provider = provider;
    this.address = address;
    this.operators = operators;
  }

  /** What it runs on: never {@link Provider#AUTO}. */
  public Provider provider() {
    return provider;
  }

  /** Memory where it computes. Must be closed before it. */
  public DeviceMemory memory() {
    return DeviceMemory.of(runtime, this);
  }

  /** An empty set of inputs and outputs. */
  public Binding binding() {
    Api api = runtime.api;
    return new Binding(
        api,
        this,
        api.create(result -> (MemorySegment) api.createBinding.invokeExact(address, result)));
  }

  @Override
  public void close() {
    Api.release(runtime.api.releaseSession, address);
    operators.close();
  }
}
