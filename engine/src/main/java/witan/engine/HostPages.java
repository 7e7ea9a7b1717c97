package witan.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import witan.engine.attention.PageLayout;

/** Pages in the machine's memory, allocated when they are first needed. */
final class HostPages implements PageStore {
  private final PageLayout layout;
  private final Arena arena = Arena.ofShared();

  HostPages(PageLayout layout) {
    this.layout = layout;
  }

  @Override
  public int tokens() {
    return PageLayout.TOKENS;
  }

  @Override
  public Page make(int number) {
    return new Page(number, arena.allocate(layout.bytes(), 64));
  }

  @Override
  public boolean copy(Page from, Page to) {
    MemorySegment.copy(from.data, 0, to.data, 0, layout.bytes());
    return true;
  }

  @Override
  public void close() {
    arena.close();
  }
}
