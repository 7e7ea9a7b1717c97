package witan.engine.attention;

import java.lang.foreign.MemorySegment;

/**
 * Neighbouring tokens of one sequence that are computed in one pass.
 *
 * @param pages of the sequence, at least as many as its tokens fill
 * @param start how many tokens stand before the first
 * @param count how many tokens, at least 1
 */
public record Span(MemorySegment[] pages, int start, int count) {}
