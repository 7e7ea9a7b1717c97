package witan.inference.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place that a model's file can come from: exactly one of the five kinds is named.
 *
 * @param hub a repository on the Hugging Face hub
 * @param pip a pinned package of the Python package index
 * @param maven the coordinates of a jar
 * @param folder a local folder
 * @param pieces packages that each hold a part of the file, in their order
 * @param path the file inside; none where it comes in pieces
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSource(
    @Nullable String hub,
    @Nullable String pip,
    @Nullable String maven,
    @Nullable String folder,
    @Nullable List<ModelSource> pieces,
    @Nullable String path) {

  /** Refuses a source of no kind or of two. */
  public ModelSource {
    int kinds =
        (hub == null ? 0 : 1)
            + (pip == null ? 0 : 1)
            + (maven == null ? 0 : 1)
            + (folder == null ? 0 : 1)
            + (pieces == null ? 0 : 1);
    if (kinds != 1 || pieces == null && (path == null || path.isBlank())) {
      throw new IllegalArgumentException(
          "a source names one of hub, pip, maven or folder and the path of the file inside, or pieces");
    }
  }
}
