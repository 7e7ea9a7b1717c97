package witan.engine.onnx;

import java.lang.foreign.MemorySegment;

/**
 * An operator of our own, that graphs name in the domain {@link #DOMAIN}. All its inputs and its
 * one output are tensors of floats.
 */
public interface Operator {

  /** Where graphs find it. */
  String DOMAIN = "witan";

  /** Its name in graphs. */
  String name();

  /** How many inputs it has. */
  int inputs();

  /** A node of a graph that is being loaded. */
  Node node(Attributes attributes);

  /** One node of a graph. */
  interface Node {

    /**
     * Does its work, on the thread that runs the model. It asks for its output first: ONNX Runtime
     * goes on with the next node whatever happens here, and that one reads it.
     */
    void compute(Call call);
  }

  /** What the graph says of a node. */
  interface Attributes {

    /**
     * A whole number.
     *
     * @throws witan.engine.ModelException if the node has none of that name
     */
    int number(String name);
  }

  /** What a node computes on, while it does. */
  interface Call {

    /** The memory of an input, without bounds. */
    MemorySegment input(int index);

    /** How many rows an input has, if all but its last dimension count as rows. */
    int rows(int index, int columns);

    /** The memory for the output, without bounds, once its shape is known. */
    MemorySegment output(long rows, long columns);
  }
}
