/** The command line behind {@code ./witan}: its commands and what they have in common. */
@NullMarked
package witan.cli;

import org.jspecify.annotations.NullMarked;
