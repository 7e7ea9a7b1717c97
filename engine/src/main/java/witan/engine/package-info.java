/** Language models as their users see them: token sequences in, logits out. */
@NullMarked
package witan.engine;

import org.jspecify.annotations.NullMarked;
