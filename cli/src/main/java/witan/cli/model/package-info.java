/** The catalogue of models, and how a model comes into the cache. */
@NullMarked
package witan.cli.model;

import org.jspecify.annotations.NullMarked;
