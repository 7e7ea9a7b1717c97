package witan.engine.importer;

import witan.engine.importer.OnnxGraph.Type;
import witan.engine.onnx.ElementType;

/** In which form a model is written: who computes its attention, and on which floats. */
public enum GraphForm {

  /** Our own attention, on the processor: a token has the same bits in every pass. */
  INVARIANT("", Type.FLOAT) {
    @Override
    AttentionNodes attention(OnnxGraph graph, Architecture sizes) {
      return new InvariantAttention(graph);
    }
  },

  /** ONNX Runtime's attention over a row of memory for each sequence, on the processor. */
  GROUPED("-grouped", Type.FLOAT) {
    @Override
    AttentionNodes attention(OnnxGraph graph, Architecture sizes) {
      return new GroupedAttention(graph, sizes);
    }
  },

  /** The same on 16-bit floats, for a GPU. */
  GROUPED_HALF("-grouped-half", Type.FLOAT16) {
    @Override
    AttentionNodes attention(OnnxGraph graph, Architecture sizes) {
      return new GroupedAttention(graph, sizes);
    }
  },

  /** ONNX Runtime's attention over blocks that sequences share, on 16-bit floats, for a GPU. */
  DEVICE("-device", Type.FLOAT16) {
    @Override
    AttentionNodes attention(OnnxGraph graph, Architecture sizes) {
      return new BlockAttention(graph, sizes);
    }
  };

  private final String suffix;
  private final Type floats;

  GraphForm(String suffix, Type floats) {
    this.suffix = suffix;
    this.floats = floats;
  }

  /** What keys and values are kept as. */
  public ElementType stored() {
    return floats == Type.FLOAT ? ElementType.FLOAT : ElementType.FLOAT16;
  }

  /** What tells its files and its numerics from those of the others. */
  String suffix() {
    return suffix;
  }

  Type floats() {
    return floats;
  }

  abstract AttentionNodes attention(OnnxGraph graph, Architecture sizes);
}
