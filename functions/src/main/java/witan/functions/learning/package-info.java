/** What the gate has learned: read from the ledger, taught anew from audits, stored there. */
@NullMarked
package witan.functions.learning;

import org.jspecify.annotations.NullMarked;
