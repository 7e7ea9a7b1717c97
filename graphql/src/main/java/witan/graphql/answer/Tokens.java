package witan.graphql.answer;

/**
 * Tokens read and written.
 *
 * @param prompt the prompt's tokens, without the experts' passages
 * @param completion the answer's tokens
 */
public record Tokens(int prompt, int completion) {

  public int total() {
    return prompt + completion;
  }
}
