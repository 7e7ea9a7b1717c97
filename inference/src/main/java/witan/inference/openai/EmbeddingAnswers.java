package witan.inference.openai;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import witan.embedding.Embedder;
import witan.embedding.EmbeddingModel;
import witan.inference.expert.ExpertConfig;
import witan.inference.expert.Meters;
import witan.inference.model.LoadedExpert;
import witan.openai.ApiException;
import witan.openai.EmbeddingRequest;
import witan.openai.Embeddings;

/** Texts to vectors, by any of the embedding models that come along. */
@ApplicationScoped
class EmbeddingAnswers {

  private final Meters meters;
  private final boolean together;

  EmbeddingAnswers(ExpertConfig config, Meters meters) {
    this.meters = meters;
    this.together = config.embeddings().together();
  }

  /** The body of the answer. */
  byte[] answer(LoadedExpert expert, EmbeddingRequest request) {
    EmbeddingModel model =
        request.model().equals("witan")
            ? EmbeddingModel.MINILM
            : EmbeddingModel.of(request.model())
                .orElseThrow(() -> ApiException.modelNotFound(request.model()));
    request.requireDimensionsUpTo(Embedder.DIMENSIONS);
    Embedder embedder = expert.embedders().of(model);
    List<float[]> vectors =
        meters.embedding(() ->
            together
                ? embedder.embedTogether(request.inputs())
                : request.inputs().stream().map(embedder::embed).toList());
    int tokens = request.inputs().stream().mapToInt(embedder::tokens).sum();
    return new Embeddings(model.id(), vectors, tokens).body(request);
  }
}
