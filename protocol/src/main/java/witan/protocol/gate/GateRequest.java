package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/**
 * Whom to ask?
 *
 * @param question its text; either this or the embedding
 * @param embedding the question's, 384 numbers, where the client keeps the text to itself
 * @param maxCandidates 1 to 64; 8 unless said
 * @param deterministic true unless said: load, latency and price have no say then
 * @param firstTokens how quick experts have been, as far as the asker knows, at most {@value
 *     #MAX_FIRST_TOKENS}; of nobody unless said
 * @param guests experts of the asker's own, of which the ledger does not know, such as servers of
 *     OpenAI's API, at most {@value #MAX_GUESTS}; they are candidates beside the others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateRequest(
    @Nullable String question,
    float @Nullable [] embedding,
    Modality modality,
    int maxCandidates,
    Policy policy,
    boolean deterministic,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FirstToken> firstTokens,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ExpertRecord> guests) {

  /** The longest question, in characters. */
  public static final int MAX_QUESTION = 100_000;

  /** Of so many experts the gate hears how quick they are. */
  public static final int MAX_FIRST_TOKENS = 128;

  /** So many experts an asker may bring along. */
  public static final int MAX_GUESTS = 64;

  public GateRequest {
    if (question == null && embedding == null) {
      throw new IllegalArgumentException("send \"question\" or \"embedding\"");
    }
    if (question != null && question.length() > MAX_QUESTION) {
      throw new IllegalArgumentException(
          "\"question\" has " + question.length() + " characters; at most " + MAX_QUESTION);
    }
    if (embedding != null) {
      if (embedding.length != ExpertDescriptor.DIMENSIONS) {
        throw new IllegalArgumentException(
            "\"embedding\" has "
                + embedding.length
                + " numbers; it takes "
                + ExpertDescriptor.DIMENSIONS);
      }
      for (float number : embedding) {
        if (!Float.isFinite(number)) {
          throw new IllegalArgumentException("\"embedding\" holds a number that is not finite");
        }
      }
    }
    if (maxCandidates < 1 || maxCandidates > 64) {
      throw new IllegalArgumentException("\"maxCandidates\" is " + maxCandidates + "; 1 to 64");
    }
    if (firstTokens.size() > MAX_FIRST_TOKENS) {
      throw new IllegalArgumentException(
          "\"firstTokens\" has " + firstTokens.size() + " entries; at most " + MAX_FIRST_TOKENS);
    }
    if (guests.size() > MAX_GUESTS) {
      throw new IllegalArgumentException(
          "\"guests\" has " + guests.size() + " entries; at most " + MAX_GUESTS);
    }
    firstTokens = List.copyOf(firstTokens);
    guests = List.copyOf(guests);
  }

  @JsonCreator
  static GateRequest of(
      @JsonProperty("question") @Nullable String question,
      @JsonProperty("embedding") float @Nullable [] embedding,
      @JsonProperty("modality") @Nullable Modality modality,
      @JsonProperty("maxCandidates") @Nullable Integer maxCandidates,
      @JsonProperty("policy") @Nullable Policy policy,
      @JsonProperty("deterministic") @Nullable Boolean deterministic,
      @JsonProperty("firstTokens") @Nullable List<FirstToken> firstTokens,
      @JsonProperty("guests") @Nullable List<ExpertRecord> guests) {
    return new GateRequest(
        question,
        embedding,
        Objects.requireNonNullElse(modality, Modality.TEXT),
        Objects.requireNonNullElse(maxCandidates, 8),
        Objects.requireNonNullElse(policy, Policy.NONE),
        Objects.requireNonNullElse(deterministic, true),
        Objects.requireNonNullElse(firstTokens, List.of()),
        Objects.requireNonNullElse(guests, List.of()));
  }

  /** A text question with the defaults. */
  public static GateRequest of(String question) {
    return new GateRequest(
        question, null, Modality.TEXT, 8, Policy.NONE, true, List.of(), List.of());
  }

  /** The same with experts of the asker's own. */
  public GateRequest with(List<ExpertRecord> otherGuests) {
    return new GateRequest(
        question,
        embedding,
        modality,
        maxCandidates,
        policy,
        deterministic,
        firstTokens,
        otherGuests);
  }
}
