/** The hotkeys of nodes, the API keys of clients, and what pays for their answers. */
@NullMarked
package witan.cli.key;

import org.jspecify.annotations.NullMarked;
