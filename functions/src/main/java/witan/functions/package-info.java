/** Serverless functions: whom to ask a question, and texts to vectors. */
@NullMarked
package witan.functions;

import org.jspecify.annotations.NullMarked;
