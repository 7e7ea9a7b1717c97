package witan.graphql.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.openai.NetworkResource;
import witan.graphql.transport.PreparedOperation.Ready;
import witan.graphql.transport.PreparedOperation.Refused;
import witan.protocol.Json;
import witan.protocol.signature.Sha256;

/** How a gateway that strangers reach is set. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
class DocumentsTest {

  private static final String KNOWN = "{ network { name } }";

  private record Settings(
      Optional<Path> trusted, boolean automatic, boolean introspection, long kept)
      implements DocumentsConfig {}

  @TempDir Path folder;
  @Inject ServedSchema schema;
  @Inject LimitsConfig limits;

  private Documents documents(Settings settings) {
    return new Documents(new DocumentChecks(schema, limits, settings), settings);
  }

  private Documents trusting(Object file) throws Exception {
    Path path = Files.writeString(folder.resolve("documents.json"), Json.write(file));
    return documents(new Settings(Optional.of(path), true, true, 1_000));
  }

  private static Settings open(boolean automatic, boolean introspection) {
    return new Settings(Optional.empty(), automatic, introspection, 100);
  }

  private static GraphQlRequest request(@Nullable String query, @Nullable String id) {
    return new GraphQlRequest(query, id, null, Map.of(), Map.of());
  }

  private static @Nullable Object code(PreparedOperation prepared) {
    return prepared instanceof Refused(var errors)
        ? Errors.view(errors.getFirst()).get("extensions")
        : null;
  }

  private static String digest(String document) {
    return Sha256.hex(document.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void trustedDocumentsAreRunByIdByDigestAndByText() throws Exception {
    Documents documents = trusting(Map.of("network", KNOWN));

    assertThat(documents.prepare(request(null, "network"))).isInstanceOf(Ready.class);
    assertThat(documents.prepare(request(null, digest(KNOWN)))).isInstanceOf(Ready.class);
    assertThat(documents.prepare(request(KNOWN, null))).isInstanceOf(Ready.class);
    assertThat(documents.prepare(request(KNOWN, "network"))).isInstanceOf(Ready.class);
  }

  @Test
  void besideTrustedDocumentsNothingIsRun() throws Exception {
    Documents documents = trusting(Map.of("network", KNOWN));
    Map<String, String> refused = Map.of("code", "DOCUMENT_NOT_TRUSTED");

    assertThat(code(documents.prepare(request("{__typename}", null)))).isEqualTo(refused);
    assertThat(code(documents.prepare(request("{__typename}", "network")))).isEqualTo(refused);
    assertThat(code(documents.prepare(request("{", null)))).isEqualTo(refused);
    assertThat(code(documents.prepare(request(null, "other")))).isEqualTo(refused);
  }

  @Test
  void aFileOfTrustedDocumentsThatCanNotBeRunStopsTheStart() {
    assertThatThrownBy(() -> trusting(Map.of("old", "{ nothing }")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the document old can't be run");
    assertThatThrownBy(() -> trusting(List.of(KNOWN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a JSON object of documents by id");
  }

  @Test
  void whereDigestsAreOffTextsAreRunAllTheSame() {
    Documents documents = documents(open(false, true));

    assertThat(documents.prepare(request(KNOWN, digest(KNOWN)))).isInstanceOf(Ready.class);
    assertThat(code(documents.prepare(request(null, digest(KNOWN)))))
        .isEqualTo(Map.of("code", "PERSISTED_QUERY_NOT_SUPPORTED"));
  }

  @Test
  void whatIsKeptIsBounded() {
    Documents documents = documents(open(true, true));
    for (int i = 0; i < 1_000; i++) {
      documents.prepare(request("{ network { name } } # " + i, null));
    }
    long stillThere = 0;
    for (int i = 0; i < 1_000; i++) {
      if (documents.prepare(request(null, digest("{ network { name } } # " + i)))
          instanceof Ready) {
        stillThere++;
      }
    }

    // 100 characters are four such documents.
    assertThat(stillThere).isLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ __schema { types { name } } }",
        "{ __type(name: \"Query\") { name } }",
        "{ ...a } fragment a on Query { ... { s: __schema { queryType { name } } } }"
      })
  void whereIntrospectionIsOffTheSchemaIsNotTold(String query) {
    assertThat(code(documents(open(true, false)).prepare(request(query, null))))
        .isEqualTo(Map.of("code", "GRAPHQL_VALIDATION_FAILED"));
    assertThat(documents(open(true, true)).prepare(request(query, null))).isInstanceOf(Ready.class);
  }

  @Test
  void namesOfTypesAreToldEvenThen() {
    assertThat(documents(open(true, false)).prepare(request("{ __typename }", null)))
        .isInstanceOf(Ready.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{ expertz { totalCount } }", "{ networc { name } }", "{ network { nam } }"})
  void whoGuessesANameIsNotHelped(String query) {
    var refused = (Refused) documents(open(true, false)).prepare(request(query, null));

    assertThat(refused.errors().toString())
        .doesNotContainIgnoringCase("did you mean")
        .doesNotContain("experts", "'network {", "'name'");
  }
}
