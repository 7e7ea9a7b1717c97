/**
 * A question's vector, the experts' profiles and what audits have taught in, candidates with priors
 * and reasons out; pure.
 */
@NullMarked
package witan.gating;

import org.jspecify.annotations.NullMarked;
