/** PostgreSQL as a process of the network. */
@NullMarked
package witan.cli.database;

import org.jspecify.annotations.NullMarked;
