package witan.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import witan.engine.importer.Architecture;
import witan.engine.onnx.Binding;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/**
 * The keys and values of one sequence, in each layer {@code [1, heads, places, width]}, and the
 * binding that lets the model read and write them in place.
 *
 * <p>Attention runs over all places, so there are few at first: they are doubled when they are
 * full. Their number changes no bit of a result, as masked places add zeros at the end.
 */
final class KeyValueMemory implements AutoCloseable {
  private static final int FIRST_PLACES = 256;

  private final OnnxRuntime runtime;
  private final Architecture sizes;
  private final Binding binding;
  private Arena arena;
  private MemorySegment[] slabs;
  private int places;

  KeyValueMemory(OnnxRuntime runtime, Architecture sizes, Session session) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.binding = session.binding();
    this.arena = Arena.ofShared();
    this.slabs = new MemorySegment[0];
    resize(FIRST_PLACES, 0);
  }

  Binding binding() {
    return binding;
  }

  int places() {
    return places;
  }

  /**
   * Makes room.
   *
   * @param length how many tokens are to fit
   * @param used how many are there already
   */
  void reserve(int length, int used) {
    int enough = places;
    while (enough < length) {
      enough *= 2;
    }
    if (enough > places) {
      resize(enough, used);
    }
  }

  private void resize(int count, int used) {
    Arena roomier = Arena.ofShared();
    int heads = sizes.keyValueHeads();
    long place = (long) sizes.headWidth() * Float.BYTES;
    MemorySegment[] grown = new MemorySegment[2 * sizes.layers()];
    for (int i = 0; i < grown.length; i++) {
      grown[i] = roomier.allocate(heads * count * place, 64);
      for (int head = 0; head < heads && used > 0; head++) {
        MemorySegment.copy(
            slabs[i], head * places * place, grown[i], head * count * place, used * place);
      }
      String name = (i % 2 == 0 ? "keys." : "values.") + i / 2;
      try (Tensor slab =
          runtime.tensor(grown[i], ElementType.FLOAT, 1, heads, count, sizes.headWidth())) {
        binding.input("past_" + name, slab);
        binding.output("present_" + name, slab);
      }
    }
    arena.close();
    arena = roomier;
    slabs = grown;
    places = count;
  }

  @Override
  public void close() {
    binding.close();
    arena.close();
  }
}
