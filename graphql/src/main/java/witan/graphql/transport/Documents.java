package witan.graphql.transport;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.execution.UnknownOperationException;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.NodeUtil;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.schema.GraphQLSchema;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import witan.graphql.transport.PreparedOperation.Ready;
import witan.graphql.transport.PreparedOperation.Refused;

/** Parses, limits and validates documents, in that order; remembers those that are valid. */
@Singleton
class Documents {

  private static final int REMEMBERED = 1_000;

  private final GraphQLSchema schema;
  private final LimitsConfig limits;
  private final ParserOptions parserOptions;
  private final Map<String, Document> valid =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Document> eldest) {
              return size() > REMEMBERED;
            }
          });

  Documents(ServedSchema served, LimitsConfig limits) {
    this.schema = served.schema();
    this.limits = limits;
    this.parserOptions =
        ParserOptions.newParserOptions()
            .captureIgnoredChars(false)
            .captureLineComments(false)
            .maxTokens(limits.tokens())
            .maxCharacters(limits.characters())
            .maxRuleDepth(200)
            .build();
  }

  PreparedOperation prepare(GraphQlRequest request) {
    Document document = valid.get(request.query());
    if (document == null) {
      if (request.query().length() > limits.characters()) {
        return refused(
            "The query has %,d characters, %,d are allowed; send long texts as variables."
                .formatted(request.query().length(), limits.characters()));
      }
      var parsed =
          ParseAndValidate.parse(
              ExecutionInput.newExecutionInput(request.query())
                  .graphQLContext(context -> context.put(ParserOptions.class, parserOptions))
                  .build());
      InvalidSyntaxException broken = parsed.getSyntaxException();
      if (broken instanceof ParseCancelledException
          || broken instanceof ParseCancelledTooDeepException) {
        return refused("The query has too many words or nests too deep; split it into several.");
      }
      if (parsed.isFailure()) {
        return new Refused(new ArrayList<>(parsed.getErrors()));
      }
      document = parsed.getDocument();
      var exceeded = DocumentLimits.exceeded(document, limits);
      if (exceeded.isPresent()) {
        return refused(exceeded.get());
      }
      var errors = ParseAndValidate.validate(schema, document, Locale.ENGLISH);
      if (!errors.isEmpty()) {
        return new Refused(new ArrayList<GraphQLError>(errors));
      }
      valid.put(request.query(), document);
    }
    try {
      var operation = NodeUtil.getOperation(document, request.operationName());
      return new Ready(new PreparsedDocumentEntry(document), operation.operationDefinition);
    } catch (UnknownOperationException e) {
      return new Refused(List.of(e));
    }
  }

  private static Refused refused(String limit) {
    return new Refused(List.of(Errors.error(ErrorCode.QUERY_LIMIT, limit)));
  }
}
