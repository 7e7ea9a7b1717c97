package witan.inference.retrieval;

import org.jspecify.annotations.Nullable;

/**
 * A part of a document.
 *
 * @param heading that it stands under; null before the first
 * @param text its paragraphs, with a blank line between them
 */
record Section(@Nullable String heading, String text) {}
