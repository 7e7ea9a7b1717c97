package witan.mixture.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says in one vocabulary what was said in another, or in none: the longest token that fits, then
 * the longest that fits the rest. Its own tokenizer might choose others; these say the same, and a
 * model can go on from them.
 */
public final class Cover {

  private Cover() {}

  /** The tokens whose bytes joined are this text; empty where the vocabulary can't say it. */
  public static Optional<int[]> of(Vocabulary vocabulary, String text) {
    Map<ByteBuffer, Integer> tokens = new HashMap<>();
    int longest = 0;
    for (int token = 0; token < vocabulary.size(); token++) {
      byte[] bytes = vocabulary.bytes(token);
      if (bytes.length > 0 && !vocabulary.isEndOfTurn(token)) {
        tokens.putIfAbsent(ByteBuffer.wrap(bytes), token);
        longest = Math.max(longest, bytes.length);
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Integer> chosen = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int length = Math.min(longest, bytes.length - from);
      while (length > 0 && !tokens.containsKey(ByteBuffer.wrap(bytes, from, length))) {
        length--;
      }
      if (length == 0) {
        return Optional.empty();
      }
      chosen.add(tokens.get(ByteBuffer.wrap(bytes, from, length)));
      from += length;
    }
    return Optional.of(chosen.stream().mapToInt(Integer::intValue).toArray());
  }
}
