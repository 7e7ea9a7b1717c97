package witan.graphql.transport;

import graphql.GraphQLContext;
import graphql.Scalars;
import graphql.execution.CoercedVariables;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import java.util.Locale;

/**
 * Reads a {@code Float} as graphql-java does, but for numbers in a document that are larger than
 * any double: it takes them for infinity, which the specification has not and JSON can't carry on.
 */
final class FiniteNumber implements Coercing<Object, Object> {

  private static final Coercing<?, ?> FLOAT = Scalars.GraphQLFloat.getCoercing();

  @Override
  public Object serialize(Object result, GraphQLContext context, Locale locale) {
    return FLOAT.serialize(result, context, locale);
  }

  @Override
  public Object parseValue(Object input, GraphQLContext context, Locale locale) {
    return FLOAT.parseValue(input, context, locale);
  }

  @Override
  public Object parseLiteral(
      Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
    Object number = FLOAT.parseLiteral(input, variables, context, locale);
    if (number instanceof Double value && !Double.isFinite(value)) {
      throw new CoercingParseLiteralException("it is larger than any number that can be kept");
    }
    return number;
  }
}
