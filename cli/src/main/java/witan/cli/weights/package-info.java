/** A validator's weights: committed to, and revealed when their time has come. */
@NullMarked
package witan.cli.weights;

import org.jspecify.annotations.NullMarked;
