package witan.graphql.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import graphql.introspection.IntrospectionQuery;
import graphql.introspection.IntrospectionResultToSchema;
import graphql.language.Document;
import graphql.parser.Parser;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLSchemaElement;
import graphql.schema.idl.SchemaPrinter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;

@QuarkusTest
@WithTestResource(NetworkResource.class)
class SchemaTest {

  private final SchemaPrinter printer =
      new SchemaPrinter(
          SchemaPrinter.Options.defaultOptions()
              .includeDirectiveDefinitions(false)
              .includeDirectives(false)
              .includeSchemaElement(SchemaTest::isUsed)
              .descriptionsAsHashComments(true));

  @Test
  void whatIsServedIsTheContract() throws Exception {
    Map<String, Object> introspected =
        given()
            .header("content-type", "application/json")
            .body(Json.write(Map.of("query", IntrospectionQuery.INTROSPECTION_QUERY)))
            .post("/graphql")
            .then()
            .statusCode(200)
            .extract()
            .path("data");
    String contract;
    try (InputStream file = SchemaTest.class.getResourceAsStream("/schema.graphql")) {
      contract = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(printed(new IntrospectionResultToSchema().createSchemaDefinition(introspected)))
        .isEqualTo(printed(new Parser().parseDocument(contract)));
  }

  /** Without descriptions: those of the roots and the scalars are SmallRye's. */
  private String printed(Document schema) {
    return printer
        .print(schema)
        .lines()
        .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  /** SmallRye declares this scalar whether anything has it or not. */
  private static boolean isUsed(GraphQLSchemaElement element) {
    return !(element instanceof GraphQLNamedSchemaElement named
        && named.getName().equals("BigDecimal"));
  }
}
