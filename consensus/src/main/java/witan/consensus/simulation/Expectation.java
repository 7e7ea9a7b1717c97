package witan.consensus.simulation;

/**
 * A number that an epoch must give.
 *
 * @param uid of the neuron; −1 where the field is of all together
 * @param of the uid that a bond is of; −1 for other fields
 * @param tolerance how far off it may be: 0, unless the file gives the number in floating point
 */
public record Expectation(Field field, int uid, int of, long value, long tolerance) {}
