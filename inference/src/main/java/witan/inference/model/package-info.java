/** The model that is loaded, the prompt that it is given, and how it generates alone. */
@NullMarked
package witan.inference.model;

import org.jspecify.annotations.NullMarked;
