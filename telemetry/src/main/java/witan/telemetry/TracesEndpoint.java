package witan.telemetry;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns tracing on where an endpoint is set at run time: OpenTelemetry's own {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}, or Quarkus' {@code quarkus.otel.exporter.otlp.endpoint}.
 *
 * <p>Quarkus reads the first of them not at all, and traces whether or not there is an endpoint.
 */
public final class TracesEndpoint implements ConfigSourceFactory {

  /** Above the services' own properties (250), below what the environment says outright (300). */
  private static final int ORDINAL = 275;

  private static final String STANDARD = "otel.exporter.otlp.";
  private static final String OURS = "quarkus.otel.exporter.otlp.";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> properties = new HashMap<>();
    for (String name : List.of("endpoint", "protocol", "headers")) {
      String standard = set(context, STANDARD + name);
      if (standard != null) {
        properties.put(OURS + name, standard);
      }
    }
    if (properties.containsKey(OURS + "endpoint")
        || set(context, OURS + "endpoint") != null
        || set(context, OURS + "traces.endpoint") != null) {
      properties.put("quarkus.otel.sdk.disabled", "false");
    }
    return properties.isEmpty()
        ? List.of()
        : List.of(new PropertiesConfigSource(properties, "the endpoint of traces", ORDINAL));
  }

  /** What somebody set; Quarkus' own default, an endpoint on this machine, is nobody's wish. */
  private static @Nullable String set(ConfigSourceContext context, String name) {
    ConfigValue value = context.getValue(name);
    return value == null
            || value.getValue() == null
            || value.getValue().isBlank()
            || value.getConfigSourceOrdinal() == Integer.MIN_VALUE
        ? null
        : value.getValue();
  }
}
