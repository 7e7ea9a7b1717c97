/** How a service is seen from outside: its part of a trace, and labels that stay few. */
@NullMarked
package witan.telemetry;

import org.jspecify.annotations.NullMarked;
