/**
 * A question's vector and the experts' profiles in, candidates with priors and reasons out; pure.
 */
@NullMarked
package witan.functions.gating;

import org.jspecify.annotations.NullMarked;
