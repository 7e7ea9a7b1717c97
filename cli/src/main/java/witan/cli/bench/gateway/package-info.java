/** What a gateway adds to the server behind it, ours beside others. */
@NullMarked
package witan.cli.bench.gateway;

import org.jspecify.annotations.NullMarked;
