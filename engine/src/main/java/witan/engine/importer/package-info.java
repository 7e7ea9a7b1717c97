/** From GGUF weights to an ONNX graph that computes the same, on kernels that repeat their bits. */
@NullMarked
package witan.engine.importer;

import org.jspecify.annotations.NullMarked;
