/** Texts to labels: any ONNX model that classifies sequences. */
@NullMarked
package witan.inference.classification;

import org.jspecify.annotations.NullMarked;
