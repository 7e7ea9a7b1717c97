package witan.inference.session;

import java.util.ArrayList;
import java.util.List;
import witan.engine.Tokenizer;
import witan.inference.model.Answer;
import witan.mixture.Sampler;
import witan.protocol.v1.Commit;
import witan.protocol.v1.Committed;
import witan.protocol.v1.Draft;
import witan.protocol.v1.Drafted;
import witan.protocol.v1.Verified;
import witan.protocol.v1.Verify;

/**
 * One answer that a gateway makes with this expert.
 *
 * <p>The answer is its first {@code committed} tokens; what was drafted or verified beyond is kept
 * until the next commit, so that a token which stands is computed once. Every Draft and Verify
 * starts at what is committed. For one thread at a time.
 */
final class AnswerSession {

  /** The longest block of one exchange. */
  private static final int LONGEST_BLOCK = 256;

  private final Answer answer;
  private final Tokenizer tokenizer;
  private final Sampler sampler;
  private final int capacity;
  private int committed;

  /**
   * A session whose first {@code committed} tokens the answer has already.
   *
   * @param maxTokens the answer's length at most; 0 for as much as the context holds
   */
  AnswerSession(Answer answer, Tokenizer tokenizer, Sampler sampler, int maxTokens, int committed) {
    this.answer = answer;
    this.tokenizer = tokenizer;
    this.sampler = sampler;
    this.capacity = maxTokens == 0 ? answer.capacity() : Math.min(maxTokens, answer.capacity());
    this.committed = committed;
  }

  /** Draws ahead: fewer tokens than asked for when the turn ends or the context is full. */
  Drafted draft(Draft draft) {
    int count = block(draft.getCount());
    if (draft.hasCommit()) {
      take(draft.getCommit(), new int[0]);
    }
    Drafted.Builder drafted = Drafted.newBuilder();
    int position = committed;
    boolean ended = false;
    while (drafted.getTokensCount() < count && position < capacity && !ended) {
      drafted.addDistributions(Wire.distribution(answer.prediction(position)));
      int token = sampler.draw(answer.prediction(position), position, answer.tokens(position));
      if (position == answer.length() || answer.token(position) != token) {
        answer.replace(position, new int[] {token});
      }
      drafted.addTokens(token);
      ended = tokenizer.isEndOfTurn(token);
      position++;
    }
    return drafted.addDistributions(Wire.distribution(answer.prediction(position))).build();
  }

  /** The distributions before each of the tokens and after the last, in one pass. */
  Verified verify(Verify verify) {
    int[] tokens = new int[block(verify.getTokensCount())];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = verify.getTokens(i);
    }
    if (verify.hasCommit()) {
      take(verify.getCommit(), tokens);
    } else {
      answer.replace(committed, tokens);
    }
    Verified.Builder verified = Verified.newBuilder();
    for (int i = 0; i <= tokens.length; i++) {
      verified.addDistributions(Wire.distribution(answer.prediction(committed + i)));
    }
    return verified.build();
  }

  /** Fixes the answer's length and last tokens. */
  Committed commit(Commit commit) {
    take(commit, new int[0]);
    answer.truncate(committed);
    return Committed.newBuilder().setNext(Wire.distribution(answer.prediction(committed))).build();
  }

  /** Commits, and computes {@code ahead} behind it in the same pass. */
  private void take(Commit commit, int[] ahead) {
    int kept = commit.getLength() - commit.getTokensCount();
    if (commit.getLength() < 0 || kept < 0 || kept > answer.length()) {
      throw FailedException.invalid(
          "A commit of length %d with %d tokens cannot follow: this expert holds %d tokens; send at least the tokens from there on."
              .formatted(commit.getLength(), commit.getTokensCount(), answer.length()));
    }
    List<Integer> next = new ArrayList<>(commit.getTokensList());
    for (int token : ahead) {
      next.add(token);
    }
    if (next.isEmpty()) {
      // Nothing new: what was drafted beyond may still be drawn again.
      committed = commit.getLength();
      return;
    }
    answer.replace(kept, Wire.tokens(next));
    committed = commit.getLength();
  }

  private static int block(int count) {
    if (count < 0 || count > LONGEST_BLOCK) {
      throw FailedException.invalid(
          "A block has at most %d tokens, not %s; send it in parts."
              .formatted(LONGEST_BLOCK, Integer.toUnsignedString(count)));
    }
    return count;
  }
}
