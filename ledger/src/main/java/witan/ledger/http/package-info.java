/** What every endpoint shares: errors as problem JSON, the limit on bodies, the service key. */
@NullMarked
package witan.ledger.http;

import org.jspecify.annotations.NullMarked;
