package witan.graphql.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import witan.graphql.expert.ExpertLostException;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.graphql.upstream.Upstream;
import witan.graphql.upstream.UpstreamCalls;
import witan.graphql.upstream.Upstreams;
import witan.mixture.Sampling;
import witan.protocol.Json;
import witan.protocol.network.ExpertRecord;

/** Asks the experts whose answers are text: the gateway's upstreams. */
@ApplicationScoped
class TextAnswers {

  private static final String DATA = "data:";

  private final Upstreams upstreams;
  private final UpstreamCalls calls;

  @Inject
  TextAnswers(Upstreams upstreams, UpstreamCalls calls) {
    this.upstreams = upstreams;
    this.calls = calls;
  }

  /**
   * How an answer ended.
   *
   * @param usage as the upstream counts; its pieces where it does not
   */
  record Said(String finishReason, Tokens usage) {}

  /**
   * Asks one of them.
   *
   * @param piece is told each piece of text as it comes
   * @throws ExpertLostException when it can't be reached, refuses, breaks off or falls silent
   */
  Said ask(Question question, ExpertRecord expert, Consumer<String> piece)
      throws ExpertLostException, InterruptedException {
    Upstream upstream =
        upstreams
            .of(expert.descriptor().hotkey())
            .orElseThrow(() -> new ExpertLostException(Loss.DEAD, "it was removed"));
    String path = question.prompt() == null ? "/chat/completions" : "/completions";
    try (UpstreamCalls.Reply reply = calls.post(upstream, path, body(question, upstream))) {
      if (reply.status() != 200) {
        throw new ExpertLostException(
            reply.status() / 100 == 5 ? Loss.DEAD : Loss.REFUSED,
            "it answered with status " + reply.status());
      }
      return heard(reply, piece);
    } catch (JsonProcessingException e) {
      throw new ExpertLostException(Loss.BROKEN, "it sent no JSON");
    } catch (IOException e) {
      throw new ExpertLostException(Loss.DEAD, "it can't be reached: " + e.getMessage());
    }
  }

  private static byte[] body(Question question, Upstream upstream) throws JsonProcessingException {
    Sampling sampling = question.sampling();
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("model", upstream.model());
    if (question.prompt() == null) {
      ArrayNode messages = body.putArray("messages");
      question
          .turns()
          .forEach(
              turn -> messages.addObject().put("role", turn.role()).put("content", turn.content()));
    } else {
      body.put("prompt", question.prompt());
    }
    body.put("max_tokens", question.maxTokens());
    body.put("temperature", sampling.temperature()).put("top_p", sampling.topP());
    body.put("frequency_penalty", sampling.frequencyPenalty());
    body.put("presence_penalty", sampling.presencePenalty());
    // Some servers take no more than 32 bits.
    body.put("seed", (int) sampling.seed() & Integer.MAX_VALUE);
    if (!question.stop().isEmpty()) {
      ArrayNode stops = body.putArray("stop");
      question.stop().forEach(stops::add);
    }
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    return Json.mapper().writeValueAsBytes(body);
  }

  private static Said heard(UpstreamCalls.Reply reply, Consumer<String> piece)
      throws IOException, ExpertLostException, InterruptedException {
    Hearing hearing = new Hearing(piece);
    Lines lines = new Lines();
    for (byte[] bytes = reply.next(); bytes != null && !hearing.over; bytes = reply.next()) {
      for (String line : lines.in(bytes)) {
        hearing.line(line);
      }
    }
    return hearing.said();
  }

  /** Cuts bytes into lines, wherever the pieces end. */
  private static final class Lines {

    private byte[] left = new byte[0];

    List<String> in(byte[] more) {
      byte[] all = Arrays.copyOf(left, left.length + more.length);
      System.arraycopy(more, 0, all, left.length, more.length);
      List<String> lines = new ArrayList<>();
      int from = 0;
      for (int i = 0; i < all.length; i++) {
        if (all[i] == '\n') {
          lines.add(new String(all, from, i - from, StandardCharsets.UTF_8).strip());
          from = i + 1;
        }
      }
      left = Arrays.copyOfRange(all, from, all.length);
      return lines;
    }
  }

  /** What a stream of chunks says. */
  private static final class Hearing {

    private final Consumer<String> piece;
    private String finishReason = "";
    private int pieces;
    private int promptTokens;
    private int completionTokens;
    private boolean over;

    Hearing(Consumer<String> piece) {
      this.piece = piece;
    }

    void line(String line) throws IOException, ExpertLostException {
      if (!line.startsWith(DATA) || over) {
        return;
      }
      String data = line.substring(DATA.length()).strip();
      if (data.equals("[DONE]")) {
        over = true;
        return;
      }
      JsonNode chunk = Json.mapper().readTree(data);
      if (chunk.has("error")) {
        throw new ExpertLostException(Loss.DEAD, "it broke off with an error");
      }
      JsonNode choice = chunk.at("/choices/0");
      String text = choice.at("/delta/content").asText(choice.path("text").asText(""));
      if (!text.isEmpty()) {
        pieces++;
        piece.accept(text);
      }
      finishReason = choice.path("finish_reason").asText(finishReason);
      promptTokens = chunk.at("/usage/prompt_tokens").asInt(promptTokens);
      completionTokens = chunk.at("/usage/completion_tokens").asInt(completionTokens);
    }

    Said said() throws ExpertLostException {
      if (finishReason.isEmpty() || finishReason.equals("null")) {
        throw new ExpertLostException(Loss.DEAD, "it ended in mid-answer");
      }
      return new Said(
          finishReason.equals("length") ? "length" : "stop",
          new Tokens(promptTokens, completionTokens == 0 ? pieces : completionTokens));
    }
  }
}
