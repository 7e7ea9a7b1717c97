/** What the expert's owner sets: configuration, expert.yaml, the hotkey. */
@NullMarked
package witan.inference.expert;

import org.jspecify.annotations.NullMarked;
