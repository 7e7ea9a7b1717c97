/** Reading GGUF files: metadata, tensors, and what their bytes mean. */
@NullMarked
package witan.engine.gguf;

import org.jspecify.annotations.NullMarked;
