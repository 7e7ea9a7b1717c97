/** The hotkeys of this network. */
@NullMarked
package witan.cli.key;

import org.jspecify.annotations.NullMarked;
