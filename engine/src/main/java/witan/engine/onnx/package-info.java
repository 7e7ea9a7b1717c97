/** ONNX Runtime's C interface through the foreign-function interface: only what Witan calls. */
@NullMarked
package witan.engine.onnx;

import org.jspecify.annotations.NullMarked;
