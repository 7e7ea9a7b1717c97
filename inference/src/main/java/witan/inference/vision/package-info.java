/** Pictures become text: decoding within limits, finding lines, reading them, ordering them. */
@NullMarked
package witan.inference.vision;

import org.jspecify.annotations.NullMarked;
