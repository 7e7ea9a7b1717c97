/** The catalogue of models: what each is called, where it comes from, and where its file lies. */
@NullMarked
package witan.inference.catalogue;

import org.jspecify.annotations.NullMarked;
