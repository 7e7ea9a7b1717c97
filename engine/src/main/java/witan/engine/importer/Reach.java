package witan.engine.importer;

/**
 * What the attention of one layer sees.
 *
 * @param window how many of the last tokens, the token itself included; 0 for all
 */
record Reach(Rotation rotation, int window) {}
