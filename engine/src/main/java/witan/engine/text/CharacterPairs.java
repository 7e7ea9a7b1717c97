package witan.engine.text;

import java.util.Map;

/**
 * Byte-pair encoding over characters, as SentencePiece has it: what the vocabulary has no character
 * for becomes bytes.
 */
final class CharacterPairs implements WordModel {
  private final Characters characters;
  private final Merges merges;
  private final Map<String, Integer> whole;

  /**
   * The model of a vocabulary.
   *
   * @param whole words that need no merges to become their token
   */
  CharacterPairs(Characters characters, Merges merges, Map<String, Integer> whole) {
    this.characters = characters;
    this.merges = merges;
    this.whole = whole;
  }

  @Override
  public int[] tokens(String word) {
    Integer token = whole.get(word);
    return token != null ? new int[] {token} : merges.apply(characters.tokens(word));
  }
}
