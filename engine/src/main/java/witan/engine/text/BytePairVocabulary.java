package witan.engine.text;

import java.util.Arrays;
import java.util.List;
import witan.engine.ModelException;

/**
 * What a model file says about its byte-level tokenizer.
 *
 * @param tokens in the order of their numbers; normal ones are written in GPT-2's byte alphabet,
 *     others as they are
 * @param merges {@code left right}, the most important first
 * @param tokenTypes one a token: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
 *     ({@code <0x0A>})
 * @param pre how text is cut into words
 * @param endOfTurn the tokens after which nothing is to be generated
 */
public record BytePairVocabulary(
    List<String> tokens, List<String> merges, int[] tokenTypes, PreTokenizer pre, int[] endOfTurn) {

  /**
   * Sorts the ends of turns, checks that all parts fit together.
   *
   * @throws ModelException if they don't
   */
  public BytePairVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
    tokenTypes = tokenTypes.clone();
    endOfTurn = Arrays.stream(endOfTurn).sorted().distinct().toArray();
    if (tokens.isEmpty()) {
      throw new ModelException("The vocabulary has no token: the file is damaged.");
    }
    if (tokenTypes.length != tokens.size()) {
      throw new ModelException(
          "The vocabulary has %d tokens and %d token types: the file is damaged."
              .formatted(tokens.size(), tokenTypes.length));
    }
    for (int token : endOfTurn) {
      if (token < 0 || token >= tokens.size()) {
        throw new ModelException(
            "The token %d, said to end a turn, is not one of the vocabulary's %d."
                .formatted(token, tokens.size()));
      }
    }
  }

  @Override
  public int[] tokenTypes() {
    return tokenTypes.clone();
  }

  @Override
  public int[] endOfTurn() {
    return endOfTurn.clone();
  }
}
