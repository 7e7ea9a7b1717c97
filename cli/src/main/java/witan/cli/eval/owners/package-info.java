/**
 * Questions that no owner can answer alone: what a small model can do with them, and what helps.
 */
@NullMarked
package witan.cli.eval.owners;

import org.jspecify.annotations.NullMarked;
