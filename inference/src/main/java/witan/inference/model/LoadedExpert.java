package witan.inference.model;

import java.util.ArrayList;
import java.util.List;
import witan.embedding.Embedder;
import witan.engine.LanguageModel;
import witan.engine.Message;
import witan.engine.Tokenizer;
import witan.inference.expert.ExpertFile;
import witan.inference.retrieval.Hit;
import witan.inference.retrieval.Retrieval;
import witan.mixture.text.Vocabulary;

/**
 * An expert that can answer: its model and its corpus are loaded.
 *
 * @param file what its owner set
 * @param modelName the model's name in the catalogue
 * @param vocabulary the bytes of the model's tokens
 */
public record LoadedExpert(
    ExpertFile file,
    String modelName,
    LanguageModel model,
    Vocabulary vocabulary,
    Embedder embedder,
    Retrieval retrieval)
    implements AutoCloseable {

  /** The vocabulary of {@code tokenizer}, as the contract with gateways has it. */
  public static Vocabulary vocabulary(Tokenizer tokenizer) {
    List<byte[]> tokens = new ArrayList<>(tokenizer.vocabularySize());
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      tokens.add(tokenizer.bytes(token));
    }
    return new Vocabulary(tokens, tokenizer.endOfTurn());
  }

  /** The passages that fit the conversation's last question; often none. */
  public List<Hit> passages(List<Message> messages) {
    return retrieval.retrieve(Prompts.question(messages));
  }

  /**
   * The prompt of a conversation.
   *
   * @param passages what to answer from; without any the model answers from what it learned
   */
  public Prompt chat(List<Message> messages, List<Hit> passages) {
    int[] plain = Prompts.chat(model, messages);
    int[] tokens =
        passages.isEmpty() ? plain : Prompts.chat(model, Prompts.withPassages(messages, passages));
    return new Prompt(tokens, plain.length, shared(passages));
  }

  /** The prompt of a bare text. */
  public Prompt raw(String text) {
    int[] tokens = Prompts.raw(model, text);
    return new Prompt(tokens, tokens.length, List.of());
  }

  private List<String> shared(List<Hit> passages) {
    return Boolean.TRUE.equals(file.sharesTitles())
        ? passages.stream().map(hit -> hit.passage().title()).distinct().toList()
        : List.of();
  }

  @Override
  public void close() {
    model.close();
    retrieval.index().close();
    embedder.close();
  }
}
