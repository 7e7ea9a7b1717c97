package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Whatever is sent as a request, to any of the endpoints: it is one, or it is refused with a
 * sentence.
 */
class RequestsFuzzTest {

  private static final List<Consumer<byte[]>> READERS =
      List.of(
          body -> ChatRequest.parse(body, new SplittableRandom(1)).sampling(0),
          body -> CompletionRequest.parse(body, new SplittableRandom(1)).sampling(0),
          body ->
              ResponseRequest.parse(body, new SplittableRandom(1), new Remembered())
                  .items(new SplittableRandom(2)),
          body -> TokenCountRequest.parse(body, new Remembered()).messages(),
          RequestsFuzzTest::compact,
          EmbeddingRequest::parse,
          ClassificationRequest::parse);

  @FuzzTest(maxDuration = "2m")
  void anyBytesAreARequestOrRefusedWithASentence(byte[] body) {
    for (Consumer<byte[]> reader : READERS) {
      try {
        reader.accept(body);
      } catch (ApiException e) {
        assertThat(e.status()).isEqualTo(400);
        assertThat(e.message()).isNotBlank().doesNotContain("Exception");
        assertThat(Json.object(e.body()).path("error")).hasSize(4);
      }
    }
  }

  private static void compact(byte[] body) {
    CompactionRequest request = CompactionRequest.parse(body, new Remembered());
    request.isShort();
    request.question();
    request.items(new SplittableRandom(3));
    request.items("So it was.", new SplittableRandom(4));
  }
}
