package witan.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import witan.engine.attention.PagedAttention;
import witan.engine.attention.Span;
import witan.engine.onnx.Binding;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/** Passes whose attention is ours, on the processor, with pages in the machine's memory. */
final class HostPass implements Pass {
  private final OnnxRuntime runtime;
  private final Session session;
  private final PagedAttention attention;
  private final Binding binding;
  private final Arena arena = Arena.ofShared();
  private final PassTokens tokens = new PassTokens(arena);
  private final Logits logits;

  /** Takes over session and operator. */
  HostPass(OnnxRuntime runtime, Session session, PagedAttention attention, int vocabulary) {
    this.runtime = runtime;
    this.session = session;
    this.attention = attention;
    this.logits = new Logits(vocabulary);
    this.binding = session.binding();
  }

  @Override
  public float[][] run(List<Part> parts) {
    tokens.fill(parts);
    attention.spans(parts.stream().map(HostPass::span).toList());
    try (Tensor ids = runtime.tensor(tokens.ids, ElementType.INT64, tokens.count());
        Tensor rows = runtime.tensor(tokens.rows, ElementType.INT64, tokens.wanted());
        Tensor out = logits.tensor(runtime, tokens.wanted())) {
      binding.input("input_ids", ids);
      binding.input("logit_rows", rows);
      binding.output("logits", out);
      binding.run();
    }
    return logits.rows(tokens.wanted());
  }

  private static Span span(Part part) {
    MemorySegment[] data =
        part.pages().stream().map(page -> page.data).toArray(MemorySegment[]::new);
    return new Span(data, part.start(), part.tokens().length);
  }

  @Override
  public Provider provider() {
    return session.provider();
  }

  @Override
  public void stop() {
    binding.stop();
  }

  @Override
  public void close() {
    binding.close();
    session.close();
    attention.close();
    arena.close();
  }
}
