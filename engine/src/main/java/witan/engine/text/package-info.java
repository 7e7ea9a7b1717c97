/** Text to tokens and back, as models' files describe it. */
@NullMarked
package witan.engine.text;

import org.jspecify.annotations.NullMarked;
