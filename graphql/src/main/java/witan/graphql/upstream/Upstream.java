package witan.graphql.upstream;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/**
 * A server that speaks OpenAI's API, as its file in the network's home describes it.
 *
 * @param name as an expert: it is asked for as {@code witan/NAME}
 * @param url where {@code /chat/completions} is appended, such as {@code http://host:8000/v1}
 * @param model the server's own name of the model
 * @param key what it wants as a bearer token; null for none
 * @param tools whether its model calls tools, so that questions that need them go to it
 * @param hotkey by which policies and answers name it; it signs nothing
 */
public record Upstream(
    String name, URI url, String model, @Nullable String key, boolean tools, Hotkey hotkey) {

  private static final int CONTEXT_UNKNOWN = 1 << 20;

  /**
   * @throws IllegalArgumentException saying what is missing or wrong
   */
  public Upstream {
    boolean web =
        url != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
    if (!web || url.getHost() == null) {
      throw new IllegalArgumentException("\"url\" is no http or https address");
    }
    if (model == null || model.isBlank()) {
      throw new IllegalArgumentException("\"model\" is missing");
    }
    if (hotkey == null) {
      throw new IllegalArgumentException("\"hotkey\" is missing");
    }
    url = URI.create(url.toString().replaceAll("/+$", ""));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Upstream[" + name + " at " + url + "]";
  }

  /** Where a path of the API lies. */
  URI at(String path) {
    return URI.create(url + path);
  }

  /** Whether it is on this machine, as far as its address tells. */
  boolean isOnLoopback() {
    String host = url.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** What the network's own lists say of it. */
  public ExpertRecord record() {
    String origin =
        url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    ExpertDescriptor descriptor =
        new ExpertDescriptor(
            name,
            hotkey,
            origin,
            Modality.TEXT,
            model,
            "",
            "",
            CONTEXT_UNKNOWN,
            "",
            new float[0][],
            List.of(),
            Rao.ZERO,
            "");
    return new ExpertRecord(descriptor, 0, Instant.EPOCH, Instant.EPOCH, true);
  }
}
