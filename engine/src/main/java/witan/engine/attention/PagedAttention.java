package witan.engine.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static witan.engine.attention.AttentionKernel.ROWS;
import static witan.engine.attention.PageLayout.TOKENS;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import witan.engine.attention.AttentionKernel.Block;
import witan.engine.onnx.Operator;

/**
 * The operator {@code PagedAttention}: rotates queries and keys by their positions, writes keys and
 * values into the pages of their sequences, and lets each token attend to those before it.
 *
 * <p>Inputs: queries, keys and values side by side {@code [tokens][(heads + 2 · keyValueHeads) ·
 * width]}; cosines and sines {@code [positions][width / 2]}. Output: {@code [tokens][heads ·
 * width]}. Which tokens belong to which sequence is told by {@link #spans} before a pass.
 */
public final class PagedAttention implements Operator, AutoCloseable {

  /** In multiplications; less work than this is done before another thread has woken up. */
  private static final long WORTH_SHARING = 1 << 18;

  /** Tokens of one piece of work, where there are many. */
  private static final int PIECE = 8;

  private final PageLayout layout;
  private final Heads heads;
  private final Workers workers;
  private List<Span> spans = List.of();
  private int tokens;

  /**
   * How queries are made.
   *
   * @param count of query heads, a multiple of those of keys and values
   * @param interleaved whether neighbours turn together, rather than one half with the other
   * @param scale what the products of queries and keys are multiplied by
   * @param windows how many of the last tokens each layer sees, the token included; 0 for all
   */
  @SuppressWarnings("ArrayRecordComponent") // neither compared nor changed
  public record Heads(int count, boolean interleaved, float scale, int[] windows) {}

  /** For one session. */
  public PagedAttention(PageLayout layout, Heads heads, int threads) {
    this.layout = layout;
    this.heads = heads;
    this.workers = new Workers(threads, () -> new Scratch(layout, heads));
  }

  /** Tells which tokens come next, in their order. */
  public void spans(List<Span> next) {
    spans = next;
    tokens = next.stream().mapToInt(Span::count).sum();
  }

  @Override
  public String name() {
    return "PagedAttention";
  }

  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public Node node(Attributes attributes) {
    int layer = attributes.number("layer");
    return call -> compute(layer, call);
  }

  private void compute(int layer, Call call) {
    int columns = heads.count * layout.width();
    MemorySegment out = call.output(tokens, columns);
    Pass pass = new Pass(layer, call.input(0), call.input(1), call.input(2), out);
    int first = 0;
    long work = 0;
    for (Span span : spans) {
      pass.write(span, first);
      first += span.count();
      work += (long) span.count() * (span.start() + span.count());
    }
    int pieces = pass.pieces();
    boolean shared = work * columns > WORTH_SHARING;
    workers.run(pieces, shared, (piece, scratch) -> pass.attend(piece, scratch));
  }

  @Override
  public void close() {
    workers.close();
  }

  /** What one thread works in. */
  static final class Scratch {
    final Block block;
    final float[] queries;

    Scratch(PageLayout layout, Heads heads) {
      block = new Block(layout.width());
      queries = new float[PIECE * heads.count / layout.heads() * layout.width()];
    }
  }

  /** One layer of one pass. */
  private final class Pass {
    private final int layer;
    private final MemorySegment rows;
    private final MemorySegment cosines;
    private final MemorySegment sines;
    private final MemorySegment out;
    private final int width = layout.width();
    private final int groups = heads.count / layout.heads();
    private final int rowLength = (heads.count + 2 * layout.heads()) * width;
    private final float[] head = new float[width];

    Pass(
        int layer,
        MemorySegment rows,
        MemorySegment cosines,
        MemorySegment sines,
        MemorySegment out) {
      this.layer = layer;
      this.rows = rows;
      this.cosines = cosines;
      this.sines = sines;
      this.out = out;
    }

    /** Keys and values of a span, whose first token is a row of the pass. */
    void write(Span span, int first) {
      for (int i = 0; i < span.count(); i++) {
        int place = span.start() + i;
        MemorySegment page = span.pages()[place / TOKENS];
        long row = (long) (first + i) * rowLength;
        for (int h = 0; h < layout.heads(); h++) {
          rotate(row + (long) (heads.count + h) * width, place, 1, head, 0);
          long keys = layout.keys(layer, h) + place % TOKENS * (long) Float.BYTES;
          for (int e = 0; e < width; e++) {
            page.set(JAVA_FLOAT, keys + (long) e * TOKENS * Float.BYTES, head[e]);
          }
          MemorySegment.copy(
              rows,
              (row + (long) (heads.count + layout.heads() + h) * width) * Float.BYTES,
              page,
              layout.values(layer, h) + (long) (place % TOKENS) * width * Float.BYTES,
              (long) width * Float.BYTES);
        }
      }
    }

    /** A head turned by its place and made larger, from the pass's rows into an array. */
    private void rotate(long from, int place, float factor, float[] to, int at) {
      int half = width / 2;
      long angles = (long) place * half;
      int step = heads.interleaved ? 2 : 1;
      int other = heads.interleaved ? 1 : half;
      for (int i = 0; i < half; i++) {
        float cosine = cosines.getAtIndex(JAVA_FLOAT, angles + i);
        float sine = sines.getAtIndex(JAVA_FLOAT, angles + i);
        float x = rows.getAtIndex(JAVA_FLOAT, from + (long) i * step);
        float y = rows.getAtIndex(JAVA_FLOAT, from + (long) i * step + other);
        to[at + i * step] = (x * cosine - y * sine) * factor;
        to[at + i * step + other] = (x * sine + y * cosine) * factor;
      }
    }

    /** How many pieces of work there are: some tokens of a span, with one head of keys each. */
    int pieces() {
      int pieces = 0;
      for (Span span : spans) {
        pieces += Math.ceilDiv(span.count(), PIECE);
      }
      return pieces * layout.heads();
    }

    void attend(int piece, Scratch scratch) {
      int keyHead = piece % layout.heads();
      int left = piece / layout.heads();
      int first = 0;
      for (Span span : spans) {
        int here = Math.ceilDiv(span.count(), PIECE);
        if (left < here) {
          int from = left * PIECE;
          int count = Math.min(PIECE, span.count() - from);
          attend(span, from, count, first + from, keyHead, scratch);
          return;
        }
        left -= here;
        first += span.count();
      }
    }

    private void attend(
        Span span, int from, int count, int firstRow, int keyHead, Scratch scratch) {
      Block block = scratch.block;
      int window = heads.windows[layer];
      int queries = count * groups;
      for (int query = 0; query < queries; query++) {
        int token = query / groups;
        long head = (long) keyHead * groups + query % groups;
        rotate(
            (long) (firstRow + token) * rowLength + head * width,
            span.start() + from + token,
            heads.scale,
            scratch.queries,
            query * width);
      }
      for (int query = 0; query < queries; query += ROWS) {
        int there = Math.min(ROWS, queries - query);
        System.arraycopy(scratch.queries, query * width, block.queries, 0, there * width);
        Arrays.fill(block.queries, there * width, ROWS * width, 0);
        for (int row = 0; row < ROWS; row++) {
          int token = (query + (row < there ? row : 0)) / groups;
          block.to[row] = span.start() + from + token + 1;
          block.from[row] = window == 0 ? 0 : Math.max(0, block.to[row] - window);
        }
        AttentionKernel.attend(
            block, span.pages(), layout.keys(layer, keyHead), layout.values(layer, keyHead));
        for (int row = 0; row < there; row++) {
          int token = (query + row) / groups;
          int head = keyHead * groups + (query + row) % groups;
          MemorySegment.copy(
              block.results,
              row * width,
              out,
              JAVA_FLOAT,
              ((long) (firstRow + token) * heads.count + head) * width * Float.BYTES,
              width);
        }
      }
    }
  }
}
