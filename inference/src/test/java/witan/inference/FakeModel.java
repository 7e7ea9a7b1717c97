package witan.inference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import witan.engine.ChatTemplate;
import witan.engine.ContextFullException;
import witan.engine.EngineBusyException;
import witan.engine.LanguageModel;
import witan.engine.MarkedText;
import witan.engine.Sequence;
import witan.engine.Tokenizer;
import witan.inference.model.LoadedExpert;

/**
 * A model of 128 characters and an end of turn: its logits are a hash of all the tokens before, so
 * that any token taken wrongly, or not rewound, shows in every later prediction.
 */
public final class FakeModel implements LanguageModel, Tokenizer {

  /** The token that ends a turn. */
  public static final int END = 128;

  private final int contextLength;
  private final int slots;
  private final AtomicInteger open = new AtomicInteger();

  public FakeModel(int contextLength, int slots) {
    this.contextLength = contextLength;
    this.slots = slots;
  }

  /** How many sequences are open. */
  public int openSequences() {
    return open.get();
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String weightsSha256() {
    return "0".repeat(64);
  }

  @Override
  public Tokenizer tokenizer() {
    return this;
  }

  @Override
  public ChatTemplate template() {
    return (messages, addGenerationPrompt) -> {
      StringBuilder text = new StringBuilder();
      messages.forEach(m -> text.append(m.role()).append(": ").append(m.content()).append('\n'));
      return MarkedText.trusted(text.append(addGenerationPrompt ? "assistant: " : "").toString());
    };
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public String numericsClass() {
    return "fake";
  }

  @Override
  public Sequence open() {
    if (open.incrementAndGet() > slots) {
      open.decrementAndGet();
      throw new EngineBusyException("All " + slots + " slots are taken; ask again later.");
    }
    return new FakeSequence();
  }

  @Override
  public void close() {}

  @Override
  public int[] encode(String text) {
    return text.chars().map(c -> c < 128 ? c : '?').toArray();
  }

  @Override
  public int[] encode(MarkedText text) {
    return encode(text.text());
  }

  @Override
  public byte[] bytes(int token) {
    return token == END
        ? new byte[0]
        : Character.toString(token).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int vocabularySize() {
    return 129;
  }

  @Override
  public int[] endOfTurn() {
    return new int[] {END};
  }

  @Override
  public boolean isEndOfTurn(int token) {
    return token == END;
  }

  @Override
  public boolean isSpecial(int token) {
    return token == END;
  }

  @Override
  public String vocabularyId() {
    return LoadedExpert.vocabulary(this).id();
  }

  private final class FakeSequence implements Sequence {

    private final List<Integer> held = new ArrayList<>();
    private boolean closed;

    @Override
    public int length() {
      return held.size();
    }

    @Override
    public float[][] append(int[] tokens, int lastN) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      if (held.size() + tokens.length > contextLength) {
        throw new ContextFullException("The context of " + contextLength + " tokens is full.");
      }
      float[][] logits = new float[lastN][];
      for (int i = 0; i < tokens.length; i++) {
        held.add(tokens[i]);
        int row = i - (tokens.length - lastN);
        if (row >= 0) {
          logits[row] = logits(held.hashCode());
        }
      }
      return logits;
    }

    @Override
    public void truncate(int length) {
      held.subList(length, held.size()).clear();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }

  private static float[] logits(int history) {
    float[] logits = new float[129];
    Arrays.fill(logits, -20);
    for (int token = ' '; token < 127; token++) {
      long mixed = (history * 31L + token) * 0x9E3779B97F4A7C15L;
      logits[token] = (mixed >>> 40) * 0x1p-24f * 6;
    }
    // A turn ends about once in forty tokens.
    logits[END] = Math.floorMod(history, 40) == 0 ? 9 : -5;
    return logits;
  }
}
