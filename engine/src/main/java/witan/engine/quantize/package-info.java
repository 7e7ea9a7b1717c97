/** Smaller files of the same model, and what the smaller size costs. */
@NullMarked
package witan.engine.quantize;

import org.jspecify.annotations.NullMarked;
