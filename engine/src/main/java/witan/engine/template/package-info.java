/** Chat templates: the part of Jinja that models' files use, and whose words are whose. */
@NullMarked
package witan.engine.template;

import org.jspecify.annotations.NullMarked;
