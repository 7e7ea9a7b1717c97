/** The OpenAI-compatible endpoints under {@code /v1}. */
@NullMarked
package witan.graphql.openai;

import org.jspecify.annotations.NullMarked;
