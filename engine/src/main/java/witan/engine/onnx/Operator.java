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

  /**
   * The work of one node, on the thread that runs the model.
   *
   * @param layer the node's attribute of that name
   */
  void compute(int layer, Call call);

  /** What a node computes on, while it does. */
  interface Call {

    /** The memory of an input, without bounds. */
    MemorySegment input(int index);

    /** The memory for the output, without bounds, once its shape is known. */
    MemorySegment output(long rows, long columns);
  }
}
