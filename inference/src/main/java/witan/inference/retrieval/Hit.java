package witan.inference.retrieval;

/**
 * A passage that was found for a question.
 *
 * @param passage what was found
 * @param cosine of question and passage, −1..1
 * @param fused the reciprocal-rank fusion of its ranks by vector and by words; higher is better
 */
public record Hit(Passage passage, double cosine, double fused) {}
