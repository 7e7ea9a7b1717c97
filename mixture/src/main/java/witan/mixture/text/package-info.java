/** From tokens to text: vocabularies, whole characters only, stop strings. */
@NullMarked
package witan.mixture.text;

import org.jspecify.annotations.NullMarked;
