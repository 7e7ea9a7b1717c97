package witan.graphql.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.openai.ChatCompletion;
import witan.openai.ChatCompletionChunk;
import witan.openai.Choice;
import witan.openai.Completion;
import witan.openai.CompletionChunk;
import witan.openai.FinishReason;
import witan.openai.TokenLogprob;
import witan.openai.Usage;

/** How an answer is written: as a chat or as a text completion. */
sealed interface Format {

  /** The first chunk of a choice; null where the format has none. */
  @Nullable JsonNode begin(int index);

  /**
   * One token.
   *
   * @param offset characters before it
   */
  JsonNode token(int index, String text, @Nullable TokenLogprob logprob, int offset);

  /** The end of a choice. */
  JsonNode finish(int index, FinishReason reason, JsonNode witan);

  /** The last chunk, when usage was asked for. */
  JsonNode usage(Usage usage);

  /** Whether the last chunk was asked for. */
  boolean includeUsage();

  /** The whole answer. */
  ObjectNode whole(List<Choice> choices, Usage usage, JsonNode witan);

  /** {@code /v1/chat/completions}. */
  record Chat(ChatCompletionChunk chunks) implements Format {

    @Override
    public JsonNode begin(int index) {
      return chunks.role(index);
    }

    @Override
    public JsonNode token(int index, String text, @Nullable TokenLogprob logprob, int offset) {
      return logprob == null
          ? chunks.content(index, text)
          : chunks.content(index, text, List.of(logprob));
    }

    @Override
    public JsonNode finish(int index, FinishReason reason, JsonNode witan) {
      return chunks.finish(index, reason, witan);
    }

    @Override
    public JsonNode usage(Usage usage) {
      return chunks.usage(usage);
    }

    @Override
    public boolean includeUsage() {
      return chunks.includeUsage();
    }

    @Override
    public ObjectNode whole(List<Choice> choices, Usage usage, JsonNode witan) {
      return new ChatCompletion(
              chunks.id(), chunks.created(), chunks.model(), choices, usage, witan)
          .json();
    }
  }

  /** {@code /v1/completions}. */
  record Text(CompletionChunk chunks) implements Format {

    @Override
    public @Nullable JsonNode begin(int index) {
      return null;
    }

    @Override
    public JsonNode token(int index, String text, @Nullable TokenLogprob logprob, int offset) {
      return logprob == null
          ? chunks.content(index, text)
          : chunks.content(index, text, List.of(logprob), offset);
    }

    @Override
    public JsonNode finish(int index, FinishReason reason, JsonNode witan) {
      return chunks.finish(index, reason, witan);
    }

    @Override
    public JsonNode usage(Usage usage) {
      return chunks.usage(usage);
    }

    @Override
    public boolean includeUsage() {
      return chunks.includeUsage();
    }

    @Override
    public ObjectNode whole(List<Choice> choices, Usage usage, JsonNode witan) {
      return new Completion(chunks.id(), chunks.created(), chunks.model(), choices, usage, witan)
          .json();
    }
  }
}
