/**
 * Epochs on paper: reads cases from JSON, runs them one epoch after another, and compares with what
 * the file expects. The formats and what holds where a field is missing stand in docs/consensus.md.
 */
@NullMarked
package witan.consensus.simulation;

import org.jspecify.annotations.NullMarked;
