/**
 * What clients want kept, chats and responses, in one file under the gateway's home. Off unless the
 * operator turns it on.
 */
@NullMarked
package witan.graphql.stored;

import org.jspecify.annotations.NullMarked;
