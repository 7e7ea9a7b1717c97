package witan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesEndpointTest {

  private static SmallRyeConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withDefaultValue("quarkus.otel.exporter.otlp.endpoint", "http://localhost:4317")
        .withSources(
            new PropertiesConfigSource(Map.of("quarkus.otel.sdk.disabled", "true"), "service", 250),
            new PropertiesConfigSource(environment, "environment", 300))
        .withSources(new TracesEndpoint())
        .build();
  }

  private static boolean isOff(SmallRyeConfig config) {
    return config.getValue("quarkus.otel.sdk.disabled", Boolean.class);
  }

  @Test
  void withoutAnEndpointNothingIsTraced() {
    assertThat(isOff(config(Map.of()))).isTrue();
    assertThat(isOff(config(Map.of("otel.exporter.otlp.endpoint", " ")))).isTrue();
  }

  @Test
  void anEndpointTurnsTracingOnByOpenTelemetrysNameOrByQuarkus() {
    SmallRyeConfig standard =
        config(
            Map.of(
                "otel.exporter.otlp.endpoint", "http://collector:4318",
                "otel.exporter.otlp.protocol", "http/protobuf"));

    assertThat(isOff(standard)).isFalse();
    assertThat(standard.getValue("quarkus.otel.exporter.otlp.endpoint", String.class))
        .isEqualTo("http://collector:4318");
    assertThat(standard.getValue("quarkus.otel.exporter.otlp.protocol", String.class))
        .isEqualTo("http/protobuf");
    assertThat(isOff(config(Map.of("quarkus.otel.exporter.otlp.endpoint", "http://c:4317"))))
        .isFalse();
    assertThat(isOff(config(Map.of("quarkus.otel.exporter.otlp.traces.endpoint", "http://c:4317"))))
        .isFalse();
  }

  @Test
  void whoSaysOutrightThatItIsOffIsHeard() {
    assertThat(
            isOff(
                config(
                    Map.of(
                        "otel.exporter.otlp.endpoint", "http://collector:4318",
                        "quarkus.otel.sdk.disabled", "true"))))
        .isTrue();
  }
}
