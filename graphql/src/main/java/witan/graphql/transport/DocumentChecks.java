package witan.graphql.transport;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.NodeTraverser;
import graphql.language.NodeVisitorStub;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.schema.GraphQLSchema;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parses a document, limits it and validates it, in that order. */
@Singleton
class DocumentChecks {

  /** What became of a text. */
  sealed interface Checked {

    record Valid(Document document) implements Checked {}

    record Invalid(List<GraphQLError> errors) implements Checked {}
  }

  private final GraphQLSchema schema;
  private final LimitsConfig limits;
  private final boolean introspection;
  private final ParserOptions parserOptions;

  DocumentChecks(ServedSchema served, LimitsConfig limits, DocumentsConfig documents) {
    this.schema = served.schema();
    this.limits = limits;
    this.introspection = documents.introspection();
    this.parserOptions =
        ParserOptions.newParserOptions()
            .captureIgnoredChars(false)
            .captureLineComments(false)
            .maxTokens(limits.tokens())
            .maxCharacters(limits.characters())
            .maxRuleDepth(200)
            .build();
  }

  Checked check(String text) {
    if (text.length() > limits.characters()) {
      return overLimit(
          "The query has %,d characters, %,d are allowed; send long texts as variables."
              .formatted(text.length(), limits.characters()));
    }
    var parsed =
        ParseAndValidate.parse(
            ExecutionInput.newExecutionInput(text)
                .graphQLContext(context -> context.put(ParserOptions.class, parserOptions))
                .build());
    InvalidSyntaxException broken = parsed.getSyntaxException();
    if (broken instanceof ParseCancelledException
        || broken instanceof ParseCancelledTooDeepException) {
      return overLimit("The query has too many words or nests too deep; split it into several.");
    }
    if (parsed.isFailure()) {
      return new Checked.Invalid(new ArrayList<>(parsed.getErrors()));
    }
    Document document = parsed.getDocument();
    var exceeded = DocumentLimits.exceeded(document, limits);
    if (exceeded.isPresent()) {
      return overLimit(exceeded.get());
    }
    if (!introspection && asksForTheSchema(document)) {
      return new Checked.Invalid(
          List.of(
              Errors.error(
                  ErrorCode.GRAPHQL_VALIDATION_FAILED,
                  "The schema is not told here; take it from the documentation.")));
    }
    var errors = ParseAndValidate.validate(schema, document, Locale.ENGLISH);
    return errors.isEmpty()
        ? new Checked.Valid(document)
        : new Checked.Invalid(new ArrayList<>(errors));
  }

  private static Checked overLimit(String sentence) {
    return new Checked.Invalid(List.of(Errors.error(ErrorCode.QUERY_LIMIT, sentence)));
  }

  private static boolean asksForTheSchema(Document document) {
    boolean[] asks = {false};
    new NodeTraverser()
        .preOrder(
            new NodeVisitorStub() {
              @Override
              @SuppressWarnings("rawtypes") // as the interface has it
              public TraversalControl visitField(Field field, TraverserContext<Node> context) {
                asks[0] |= field.getName().equals("__schema") || field.getName().equals("__type");
                return TraversalControl.CONTINUE;
              }
            },
            document);
    return asks[0];
  }
}
