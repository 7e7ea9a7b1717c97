package witan.engine.onnx;

import java.lang.foreign.MemorySegment;

/** A model that is loaded. Its bindings must be closed before it. */
public final class Session implements AutoCloseable {
  final MemorySegment address;
  final OperatorDomain operators;
  private final Api api;

  private final Provider provider;

  Session(Api api, MemorySegment address, Provider provider, OperatorDomain operators) {
    this.api = api;
    this.provider = provider;
    this.address = address;
    this.operators = operators;
  }

  /** What it runs on: never {@link Provider#AUTO}. */
  public Provider provider() {
    return provider;
  }

  /** An empty set of inputs and outputs. */
  public Binding binding() {
    return new Binding(
        api,
        this,
        api.create(result -> (MemorySegment) api.createBinding.invokeExact(address, result)));
  }

  @Override
  public void close() {
    Api.release(api.releaseSession, address);
    operators.close();
  }
}
