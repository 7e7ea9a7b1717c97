/**
 * Runs a network on this machine: its parts as processes, started, watched and stopped together.
 */
@NullMarked
package witan.cli.network;

import org.jspecify.annotations.NullMarked;
