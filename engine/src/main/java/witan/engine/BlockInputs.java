package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a pass tells a graph of the form {@link witan.engine.importer.GraphForm#DEVICE}: its tokens,
 * to which sequences they belong, and in which blocks those have their keys and values.
 */
final class BlockInputs implements AutoCloseable {
  private final int block;
  private final int mostBlocks;
  private final Arena arena = Arena.ofShared();
  private final PassTokens tokens = new PassTokens(arena);

  /** {@code [sequences + 1]}, how many tokens belong to the first so many sequences. */
  private final MemorySegment ends = arena.allocate(JAVA_INT, Pass.TOKENS + 1);

  /** {@code [sequences]}, how many tokens stand before; then {@code [sequences][blocks]}. */
  private final MemorySegment places;

  /** Of a sequence: the most tokens in the pass, and in all. */
  private final MemorySegment bounds = arena.allocate(JAVA_INT, 2);

  private int sequences;
  private int blocks;

  /**
   * Makes room.
   *
   * @param block tokens of one
   * @param mostBlocks of a sequence
   */
  BlockInputs(int block, int mostBlocks) {
    this.block = block;
    this.mostBlocks = mostBlocks;
    this.places = arena.allocate(JAVA_INT, (long) Pass.TOKENS * (1 + mostBlocks));
  }

  /** Any parts. */
  void fill(List<Pass.Part> parts) {
    int widest = 0;
    int most = 0;
    int longest = 0;
    for (Pass.Part part : parts) {
      widest = Math.max(widest, part.pages().size());
      most = Math.max(most, part.tokens().length);
      longest = Math.max(longest, part.start() + part.tokens().length);
    }
    tokens.fill(parts);
    place(parts, parts.size(), widest);
    bound(most, longest);
  }

  /**
   * Parts of one wanted token each, in a shape that does not depend on them: with sequences added
   * that nobody wants.
   *
   * @param count of sequences in all
   * @param unused a page that no sequence has, for the keys and values of those added
   */
  void fill(List<Pass.Part> parts, int count, Page unused) {
    tokens.fill(parts);
    place(parts, count, mostBlocks);
    for (int i = parts.size(); i < count; i++) {
      tokens.add(0, true);
      place(i, 1, 0, List.of(unused));
    }
    bound(1, mostBlocks * block);
  }

  private void place(List<Pass.Part> parts, int count, int width) {
    sequences = count;
    blocks = width;
    places.asSlice(0, placesBytes()).fill((byte) 0);
    for (int i = 0; i < parts.size(); i++) {
      Pass.Part part = parts.get(i);
      place(i, part.tokens().length, part.start(), part.pages());
    }
  }

  private void place(int sequence, int count, int start, List<Page> pages) {
    ends.setAtIndex(JAVA_INT, sequence + 1, ends.getAtIndex(JAVA_INT, sequence) + count);
    places.setAtIndex(JAVA_INT, sequence, start);
    long row = sequences + (long) sequence * blocks;
    for (int i = 0; i < pages.size(); i++) {
      places.setAtIndex(JAVA_INT, row + i, pages.get(i).number);
    }
  }

  private void bound(int most, int longest) {
    bounds.setAtIndex(JAVA_INT, 0, most);
    bounds.setAtIndex(JAVA_INT, 1, longest);
  }

  PassTokens tokens() {
    return tokens;
  }

  int sequences() {
    return sequences;
  }

  /** Of each sequence, the longest one's. */
  int blocks() {
    return blocks;
  }

  /** {@code [sequences + 1]}. */
  MemorySegment ends() {
    return ends.asSlice(0, 4L * (sequences + 1));
  }

  /** {@code [sequences]}, then {@code [sequences][blocks]}. */
  MemorySegment places() {
    return places.asSlice(0, placesBytes());
  }

  /** {@code [sequences]}. */
  MemorySegment starts() {
    return places.asSlice(0, 4L * sequences);
  }

  /** {@code [sequences][blocks]}. */
  MemorySegment table() {
    return places.asSlice(4L * sequences, 4L * sequences * blocks);
  }

  /** {@code [2]}. */
  MemorySegment bounds() {
    return bounds;
  }

  private long placesBytes() {
    return 4L * sequences * (1 + blocks);
  }

  @Override
  public void close() {
    arena.close();
  }
}
