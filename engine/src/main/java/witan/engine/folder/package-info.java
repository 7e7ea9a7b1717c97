/**
 * Models that come as ready ONNX graphs in a folder, as Optimum and ONNX Runtime GenAI write them.
 */
@NullMarked
package witan.engine.folder;

import org.jspecify.annotations.NullMarked;
