package witan.engine.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Which memory a model reads and writes. Binding a name again replaces what was bound. For one
 * thread at a time.
 *
 * <p>What lies where the model computes is read and written there. What lies elsewhere is copied:
 * an input when it is bound, an output at the end of each run.
 */
public final class Binding implements AutoCloseable {
  private final Api api;
  private final Session session;
  private final MemorySegment address;
  private final MemorySegment options;

  Binding(Api api, Session session, MemorySegment address) {
    this.api = api;
    this.session = session;
    this.address = address;
    this.options = api.create(result -> (MemorySegment) api.createRunOptions.invokeExact(result));
  }

  /** Ends the run that is going on, and each later one at once. From any thread. */
  public void stop() {
    api.check(() -> (MemorySegment) api.terminate.invokeExact(options));
  }

  /** Lets the model read an input there. */
  public void input(String name, Tensor tensor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      api.check(() -> (MemorySegment) api.bindInput.invokeExact(address, text, tensor.address));
    }
  }

  /** Lets the model write an output there. */
  public void output(String name, Tensor tensor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      api.check(() -> (MemorySegment) api.bindOutput.invokeExact(address, text, tensor.address));
    }
  }

  /**
   * Sets an option of the runs to come, by ONNX Runtime's own name. Setting it again replaces it.
   */
  public void option(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      MemorySegment text = arena.allocateFrom(value);
      api.check(() -> (MemorySegment) api.addRunConfigEntry.invokeExact(options, key, text));
    }
  }

  /**
   * Runs the model once; blocks until it is done.
   *
   * @throws witan.engine.ModelException if shapes do not go together, or it is stopped
   */
  public void run() {
    api.check(() -> (MemorySegment) api.awaitInputs.invokeExact(address));
    api.check(() -> (MemorySegment) api.runBinding.invokeExact(session.address, options, address));
    session.operators.rethrow();
  }

  @Override
  public void close() {
    Api.release(api.releaseBinding, address);
    Api.release(api.releaseRunOptions, options);
  }
}
