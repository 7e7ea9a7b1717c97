package witan.graphql.transport;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads a {@code BigInteger}: a whole number, or a string of its digits.
 *
 * <p>SmallRye's own takes fractions too and turns them into whole numbers: 1e99999999, ten
 * characters, becomes a number of a hundred million digits, on the event loop. And it leaves small
 * numbers in variables as they are, which then fail in the resolver.
 */
final class WholeNumber implements Coercing<BigInteger, Object> {

  private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,100}");

  private final Coercing<?, ?> writer;

  /**
   * @param writer writes what resolvers return
   */
  WholeNumber(Coercing<?, ?> writer) {
    this.writer = writer;
  }

  @Override
  public Object serialize(Object result, GraphQLContext context, Locale locale) {
    return writer.serialize(result, context, locale);
  }

  @Override
  public BigInteger parseValue(Object input, GraphQLContext context, Locale locale) {
    return switch (input) {
      case Integer number -> BigInteger.valueOf(number);
      case Long number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case String text when DIGITS.matcher(text).matches() -> new BigInteger(text);
      default -> throw new CoercingParseValueException("it is no whole number");
    };
  }

  @Override
  public BigInteger parseLiteral(
      Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
    return switch (input) {
      case IntValue number -> number.getValue();
      case StringValue text when DIGITS.matcher(text.getValue()).matches() ->
          new BigInteger(text.getValue());
      default -> throw new CoercingParseLiteralException("it is no whole number");
    };
  }
}
