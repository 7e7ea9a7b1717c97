package witan.graphql.expert;

import java.util.List;
import witan.mixture.Distribution;

/**
 * What an expert said when its session opened.
 *
 * @param next its prediction of the next token
 * @param promptTokens the prompt's length, without the expert's own passages
 * @param sources titles of the passages it put in front of its model
 */
public record Opening(Distribution next, int promptTokens, List<String> sources) {

  public Opening {
    sources = List.copyOf(sources);
  }
}
