package witan.graphql.transport;

/**
 * What stands in {@code errors[].extensions.code}. Names are part of the API; add, never rename.
 */
public enum ErrorCode {
  /** The HTTP request or the WebSocket message is not of GraphQL's form. */
  BAD_REQUEST,
  /** The document does not parse. */
  GRAPHQL_PARSE_FAILED,
  /** The document does not fit the schema. */
  GRAPHQL_VALIDATION_FAILED,
  /** The document asks for more than is allowed in one request. */
  QUERY_LIMIT,
  /** The digest is of no document that is kept here; send it with the document. */
  PERSISTED_QUERY_NOT_FOUND,
  /** Documents can't be asked for by their digest here; send them whole. */
  PERSISTED_QUERY_NOT_SUPPORTED,
  /** Only the documents that this gateway was told of are run, and this is none of them. */
  DOCUMENT_NOT_TRUSTED,
  /** A variable or an argument has a value that can't be used. */
  BAD_USER_INPUT,
  /** What is asked for does not exist. */
  NOT_FOUND,
  /** The ledger would not do it; {@code extensions.refusal} names the reason. */
  REFUSED,
  /** The request brings no API key, or none that is good here. */
  UNAUTHENTICATED,
  /** The key's budget or its owner's escrow does not suffice. */
  QUOTA_EXCEEDED,
  /** Too much is going on; come back later. */
  BUSY,
  /** A part of the network that is needed can't be reached. */
  UNAVAILABLE,
  /** A bug of ours; the log has it under the error's id. */
  INTERNAL
}
