/** The expert's own OpenAI port, for its owner. */
@NullMarked
package witan.inference.openai;

import org.jspecify.annotations.NullMarked;
