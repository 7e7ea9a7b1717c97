package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import witan.engine.Allocated;
import witan.engine.ModelException;
import witan.engine.RealModel;

/** On the processor, whose memory a session allocates in the way in which it does a GPU's. */
class DeviceMemoryTest {

  @Test
  void whatIsBoundFromThereIsReadAndWrittenWhereItLies() {
    OnnxRuntime runtime = runtime();
    try (Session session = identity(runtime);
        DeviceMemory memory = session.memory();
        Arena arena = Arena.ofConfined();
        Tensor x = memory.allocate(ElementType.FLOAT, 3);
        Tensor y = memory.allocate(ElementType.FLOAT, 3);
        Binding binding = session.binding()) {
      binding.input("x", x);
      binding.output("y", y);
      for (float first : new float[] {1, 10}) {
        put(runtime, memory, x, arena.allocateFrom(JAVA_FLOAT, first, first + 1, first + 2));
        binding.run(); // bound once, run twice
        assertThat(values(runtime, memory, y, 3)).containsExactly(first, first + 1, first + 2);
      }
    }
  }

  @Test
  void aPartIsTheSameMemory() {
    OnnxRuntime runtime = runtime();
    try (Session session = identity(runtime);
        DeviceMemory memory = session.memory();
        Arena arena = Arena.ofConfined();
        Tensor whole = memory.allocate(ElementType.FLOAT, 2, 3);
        Tensor second = memory.part(whole, ElementType.FLOAT, 3, 3)) {
      put(runtime, memory, whole, arena.allocateFrom(JAVA_FLOAT, 1, 2, 3, 4, 5, 6), 2, 3);
      assertThat(values(runtime, memory, second, 3)).containsExactly(4, 5, 6);
      put(runtime, memory, second, arena.allocateFrom(JAVA_FLOAT, 7, 8, 9));
      assertThat(values(runtime, memory, whole, 2, 3)).containsExactly(1, 2, 3, 7, 8, 9);
    }
  }

  @Test
  void tensorsOfOtherSizesAreNotCopied() {
    OnnxRuntime runtime = runtime();
    try (Session session = identity(runtime);
        DeviceMemory memory = session.memory();
        Tensor three = memory.allocate(ElementType.FLOAT, 3);
        Tensor four = memory.allocate(ElementType.FLOAT, 4)) {
      assertThatThrownBy(() -> memory.copy(three, four))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("ONNX Runtime");
    }
  }

  @Test
  void moreMemoryThanThereIsIsRefused() {
    try (Session session = identity(runtime());
        DeviceMemory memory = session.memory()) {
      assertThatThrownBy(() -> memory.allocate(ElementType.FLOAT, 1L << 50))
          .isInstanceOf(ModelException.class);
    }
  }

  @Test
  void memoryThatIsClosedIsGivenBack() throws Exception {
    OnnxRuntime runtime = runtime();
    try (Session session = identity(runtime)) {
      allocateAndFree(session, 300);
      long before = Allocated.bytes();
      allocateAndFree(session, 3000);
      // 64 KiB each time, 200 MB in all.
      assertThat(Allocated.bytes() - before).isLessThan(10_000_000);
    }
  }

  private static void allocateAndFree(Session session, int times) {
    for (int i = 0; i < times; i++) {
      try (DeviceMemory memory = session.memory();
          Tensor whole = memory.allocate(ElementType.FLOAT, 1 << 14);
          Tensor part = memory.part(whole, ElementType.FLOAT, 1, 7);
          Binding binding = session.binding()) {
        binding.input("x", part);
        binding.option("gpu_graph_id", "-1");
      }
    }
  }

  private static void put(
      OnnxRuntime runtime, DeviceMemory memory, Tensor to, MemorySegment values, long... shape) {
    long[] whole = shape.length == 0 ? new long[] {values.byteSize() / Float.BYTES} : shape;
    try (Tensor host = runtime.tensor(values, ElementType.FLOAT, whole)) {
      memory.copy(host, to);
    }
  }

  private static float[] values(
      OnnxRuntime runtime, DeviceMemory memory, Tensor from, long... shape) {
    long count = 1;
    for (long dimension : shape) {
      count *= dimension;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(JAVA_FLOAT, count);
      try (Tensor host = runtime.tensor(values, ElementType.FLOAT, shape)) {
        memory.copy(from, host);
      }
      return values.toArray(JAVA_FLOAT);
    }
  }

  private static Session identity(OnnxRuntime runtime) {
    return runtime.identity(Provider.CPU, ElementType.FLOAT);
  }

  private static OnnxRuntime runtime() {
    return OnnxRuntime.load(RealModel.cache().resolve("engine"));
  }
}
