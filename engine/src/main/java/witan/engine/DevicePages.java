package witan.engine;

import java.lang.foreign.MemorySegment;

/**
 * Pages that are blocks of the caches of a {@link DevicePass}, all allocated with those.
 *
 * @param tokens of one page
 */
record DevicePages(int tokens) implements PageStore {

  /**
   * Pages large enough for the kernel that does prompts and drafts best: ONNX Runtime's flash
   * attention reads this many tokens at once, and only within a block.
   */
  static DevicePages forHeads(int width) {
    return new DevicePages(width <= 64 ? 256 : width <= 128 ? 128 : 64);
  }

  @Override
  public Page make(int number) {
    return new Page(number, MemorySegment.NULL);
  }

  @Override
  public boolean copy(Page from, Page to) {
    return false;
  }

  @Override
  public void close() {}
}
