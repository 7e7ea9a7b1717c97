/**
 * OpenAI's HTTP surface without HTTP: requests checked, answers, chunks and errors in its shape.
 */
@NullMarked
package witan.openai;

import org.jspecify.annotations.NullMarked;
