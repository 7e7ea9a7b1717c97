package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.engine.text.TokenizerFiles.added;
import static witan.engine.text.TokenizerFiles.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.Tokenizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.SmallGguf;
import witan.engine.text.SentencePieceModel.Piece;

/** Mistral's own vocabularies, as GGUF files have them, beside Hugging Face's library. */
class MistralTest {
  @TempDir private Path folder;

  @Test
  void sentencePiecesScoresGiveHuggingFacesTokens() throws Exception {
    compareSentencePiece(500);
  }

  @Tag("long")
  @Test
  void sentencePiecesScoresGiveHuggingFacesTokensForTwentyThousandTexts() throws Exception {
    compareSentencePiece(20_000);
  }

  @Tag("long")
  @Test
  void tekkenGivesHuggingFacesTokensForTwentyThousandTexts() throws Exception {
    compareTekken(20_000);
  }

  private void compareSentencePiece(int count) throws Exception {
    List<Piece> pieces =
        SentencePieceModel.pieces(
            Files.readAllBytes(Fetched.mistral("mistral_instruct_tokenizer_240323.model.v3")));
    assertThat(pieces).hasSize(32_768);
    Path gguf =
        new SmallGguf()
            .with("tokenizer.ggml.model", "llama")
            .with("tokenizer.ggml.tokens", pieces.stream().map(Piece::text).toArray(String[]::new))
            .with("tokenizer.ggml.token_type", pieces.stream().mapToInt(Piece::type).toArray())
            .with("tokenizer.ggml.scores", scores(pieces))
            .with("tokenizer.ggml.unknown_token_id", 0)
            .with("tokenizer.ggml.bos_token_id", 1)
            .with("tokenizer.ggml.eos_token_id", 2)
            .write(folder.resolve("mistral.gguf"));
    Path json = TokenizerFiles.write(folder, sentencePiece(pieces));
    List<String> texts = VariedTexts.texts(count, new SplittableRandom(5));
    try (GgufFile file = GgufFile.open(gguf);
        Reference reference = new Reference(json)) {
      Tokenizer tokenizer = Tokenizers.of(file);
      assertThat(tokenizer.beginOfText()).containsExactly(1);
      reference.agreesWith(tokenizer, texts);
      reference.agreesWith(Tokenizers.ofFolder(folder), texts);
    }
  }

  private static float[] scores(List<Piece> pieces) {
    float[] scores = new float[pieces.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = pieces.get(i).score();
    }
    return scores;
  }

  private static Map<String, Object> sentencePiece(List<Piece> pieces) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    Map<String, Double> ranks = new LinkedHashMap<>();
    List<Object> added = new ArrayList<>();
    for (Piece piece : pieces) {
      int number = vocabulary.size();
      vocabulary.put(piece.text(), number);
      if (piece.type() == 1) {
        ranks.put(piece.text(), -(double) piece.score());
      } else if (piece.type() != 6) {
        added.add(added(number, piece.text(), true));
      }
    }
    Map<String, Object> space = Map.of("String", "▁");
    return Map.of(
        "added_tokens",
        added,
        "normalizer",
        step(
            "Sequence",
            "normalizers",
            List.of(
                step("Prepend", "prepend", "▁"),
                step("Replace", "pattern", Map.of("String", " "), "content", "▁"))),
        "decoder",
        step(
            "Sequence",
            "decoders",
            List.of(
                step("Replace", "pattern", space, "content", " "),
                step("ByteFallback"),
                step("Fuse"))),
        "model",
        step(
            "BPE",
            "unk_token",
            "<unk>",
            "fuse_unk",
            true,
            "byte_fallback",
            true,
            "vocab",
            vocabulary,
            "merges",
            TokenizerFiles.merges(ranks)));
  }

  private void compareTekken(int count) throws Exception {
    JsonNode tekken = new ObjectMapper().readTree(Fetched.mistral("tekken_240911.json").toFile());
    int special = tekken.path("config").path("default_num_special_tokens").asInt();
    int size = tekken.path("config").path("default_vocab_size").asInt();
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    Map<String, Double> ranks = new LinkedHashMap<>();
    List<Object> added = new ArrayList<>();
    for (int i = 0; i < special; i++) {
      String text = i == 2 ? "</s>" : "<SPECIAL_" + i + ">";
      vocabulary.put(text, i);
      added.add(added(i, text, true));
    }
    for (JsonNode entry : tekken.path("vocab")) {
      int rank = entry.path("rank").asInt();
      if (special + rank < size) {
        byte[] bytes = Base64.getDecoder().decode(entry.path("token_bytes").asText());
        vocabulary.put(ByteAlphabet.write(bytes), special + rank);
        ranks.put(ByteAlphabet.write(bytes), (double) rank);
      }
    }
    List<List<String>> merges = TokenizerFiles.merges(ranks);
    Object bytes =
        step("ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", false);
    Object split =
        step(
            "Split",
            "pattern",
            Map.of("Regex", tekken.path("config").path("pattern").asText()),
            "behavior",
            "Isolated",
            "invert",
            false);
    Path json =
        TokenizerFiles.write(
            folder,
            Map.of(
                "added_tokens",
                added,
                "pre_tokenizer",
                step("Sequence", "pretokenizers", List.of(split, bytes)),
                "decoder",
                bytes,
                "model",
                step("BPE", "ignore_merges", true, "vocab", vocabulary, "merges", merges)));
    int[] types = new int[size];
    Arrays.fill(types, 1);
    Arrays.fill(types, 0, special, 3);
    Path gguf =
        new SmallGguf()
            .with("tokenizer.ggml.model", "gpt2")
            .with("tokenizer.ggml.pre", "tekken")
            .with("tokenizer.ggml.tokens", vocabulary.keySet().toArray(String[]::new))
            .with("tokenizer.ggml.token_type", types)
            .with(
                "tokenizer.ggml.merges",
                merges.stream().map(pair -> String.join(" ", pair)).toArray(String[]::new))
            .with("tokenizer.ggml.eos_token_id", 2)
            .write(folder.resolve("tekken.gguf"));
    List<String> texts = VariedTexts.texts(count, new SplittableRandom(6));
    try (GgufFile file = GgufFile.open(gguf);
        Reference reference = new Reference(json)) {
      Tokenizer tokenizer = Tokenizers.of(file);
      assertThat(tokenizer.vocabularySize()).isEqualTo(size);
      reference.agreesWith(tokenizer, texts);
      reference.agreesWith(Tokenizers.ofFolder(folder), texts);
    }
  }
}
