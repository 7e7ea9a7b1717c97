package witan.inference.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.embedding.EmbedderPool;
import witan.engine.LanguageModel;
import witan.engine.Message;
import witan.engine.Tokenizer;
import witan.inference.classification.TextClassifier;
import witan.inference.expert.ExpertFile;
import witan.inference.retrieval.Hit;
import witan.inference.retrieval.Retrieval;
import witan.inference.vision.Ocr;
import witan.inference.vision.PictureException;
import witan.mixture.grammar.Constraints;
import witan.mixture.text.Vocabulary;

/**
 * An expert that can answer: its model and its corpus are loaded.
 *
 * @param file what its owner set
 * @param modelName the model's name in the catalogue
 * @param vocabulary the bytes of the model's tokens
 * @param constraints what schemas allow of them
 * @param embedders the network's own embedding model, and others once somebody asks for them
 * @param classifiers models that the owner's clients have texts labelled by
 * @param ocr what reads pictures; null if this expert does not
 */
public record LoadedExpert(
    ExpertFile file,
    String modelName,
    LanguageModel model,
    Vocabulary vocabulary,
    Constraints constraints,
    EmbedderPool embedders,
    Retrieval retrieval,
    List<TextClassifier> classifiers,
    @Nullable Ocr ocr)
    implements AutoCloseable {

  /** Takes a copy of the list. */
  public LoadedExpert {
    classifiers = List.copyOf(classifiers);
  }

  /** The vocabulary of {@code tokenizer}, as the contract with gateways has it. */
  public static Vocabulary vocabulary(Tokenizer tokenizer) {
    List<byte[]> tokens = new ArrayList<>(tokenizer.vocabularySize());
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      tokens.add(tokenizer.bytes(token));
    }
    return new Vocabulary(tokens, tokenizer.endOfTurn());
  }

  /** Whether it reads the text in pictures. */
  public boolean seesPictures() {
    return ocr != null;
  }

  /**
   * Reads the conversation's pictures, which may take seconds.
   *
   * @throws PictureException if there are pictures that cannot be read, or none can
   * @throws witan.inference.vision.VisionBusyException if too many wait to be read
   */
  public Conversation look(List<ShownMessage> messages) {
    return Looking.at(
        messages,
        picture -> {
          if (ocr == null) {
            throw new PictureException(
                "This expert does not look at pictures; send text, or ask one that does.");
          }
          return ocr.read(picture);
        });
  }

  /** The passages that fit the conversation's last question; often none. */
  public List<Hit> passages(Conversation conversation) {
    return conversation.shown().isEmpty()
        ? retrieval.retrieve(Prompts.question(conversation.messages()))
        : List.of();
  }

  /**
   * The prompt of a conversation.
   *
   * @param passages what to answer from; without any the model answers from what it was shown, or
   *     from what it learned
   */
  public Prompt chat(Conversation conversation, List<Hit> passages) {
    // What a picture says is the client's own: it is counted, as passages are not.
    List<Message> said = Prompts.withTexts(conversation.messages(), conversation.shown());
    int[] plain = Prompts.chat(model, said);
    int[] tokens =
        passages.isEmpty() ? plain : Prompts.chat(model, Prompts.withPassages(said, passages));
    return new Prompt(tokens, plain.length, shared(passages));
  }

  /** The prompt of a bare text. */
  public Prompt raw(String text) {
    int[] tokens = Prompts.raw(model, text);
    return new Prompt(tokens, tokens.length, List.of());
  }

  private List<String> shared(List<Hit> passages) {
    return file.sharesTitles()
        ? passages.stream().map(hit -> hit.passage().title()).distinct().toList()
        : List.of();
  }

  @Override
  public void close() {
    model.close();
    retrieval.index().close();
    embedders.close();
    classifiers.forEach(TextClassifier::close);
    if (ocr != null) {
      ocr.close();
    }
  }
}
