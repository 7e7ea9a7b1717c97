package witan.graphql.transport;

import graphql.Scalars;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLSchemaElement;
import graphql.schema.GraphQLTypeVisitorStub;
import graphql.schema.GraphQLUnionType;
import graphql.schema.SchemaTransformer;
import graphql.schema.TypeResolver;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import jakarta.inject.Singleton;

/**
 * SmallRye's schema with the specification's numbers.
 *
 * <p>SmallRye's own {@code Int} and {@code Float} let text and numbers that don't fit pass, which
 * then fail or wrap round in a resolver; of its {@code BigInteger} see {@link WholeNumber}.
 */
@Singleton
class ServedSchema {

  private final GraphQLSchema schema;

  ServedSchema(GraphQLSchema smallRyes) {
    this.schema =
        resolvingByName(SchemaTransformer.transformSchema(smallRyes, new StrictNumbers()));
  }

  /** SmallRye's resolvers know the types of its own schema; those of this one bear their names. */
  private static GraphQLSchema resolvingByName(GraphQLSchema schema) {
    GraphQLCodeRegistry theirs = schema.getCodeRegistry();
    GraphQLCodeRegistry ours =
        theirs.transform(registry -> {
          for (GraphQLNamedType type : schema.getAllTypesAsList()) {
            if (type instanceof GraphQLUnionType union) {
              registry.typeResolver(union, byName(theirs.getTypeResolver(union)));
            }
          }
        });
    return schema.transform(builder -> builder.codeRegistry(ours));
  }

  private static TypeResolver byName(TypeResolver theirs) {
    return resolution -> {
      GraphQLObjectType type = theirs.getType(resolution);
      return type == null ? null : resolution.getSchema().getObjectType(type.getName());
    };
  }

  GraphQLSchema schema() {
    return schema;
  }

  private static final class StrictNumbers extends GraphQLTypeVisitorStub {

    @Override
    public TraversalControl visitGraphQLScalarType(
        GraphQLScalarType scalar, TraverserContext<GraphQLSchemaElement> context) {
      return switch (scalar.getName()) {
        case "Int" -> changeNode(context, Scalars.GraphQLInt);
        case "Float" ->
            changeNode(
                context, Scalars.GraphQLFloat.transform(it -> it.coercing(new FiniteNumber())));
        case "BigInteger" ->
            changeNode(
                context,
                scalar.transform(it -> it.coercing(new WholeNumber(scalar.getCoercing()))));
        default -> TraversalControl.CONTINUE;
      };
    }
  }
}
