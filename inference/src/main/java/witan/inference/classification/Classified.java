package witan.inference.classification;

/**
 * What a text was found to be.
 *
 * @param label the most probable one
 * @param probabilities of all labels, in the model's order; they sum to one unless the model gives
 *     several labels at once
 * @param tokens how many the text has
 */
public record Classified(String label, double[] probabilities, int tokens) {}
