package witan.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a native build is told must name what the library has. */
class MetadataTest {

  @Test
  void everyClassOfOnnxRuntimeIsOpenToItsNativeCode() throws Exception {
    String metadata = metadata();
    Path jar =
        Path.of(OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> classes;
    try (JarFile file = new JarFile(jar.toFile())) {
      classes =
          file.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith("ai/onnxruntime/") && name.endsWith(".class"))
              .filter(name -> !name.endsWith("package-info.class"))
              .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
              .toList();
    }
    assertThat(classes).isNotEmpty().allSatisfy(c -> assertThat(metadata).contains('"' + c + '"'));
  }

  @Test
  void theModelIsAResource() throws IOException {
    assertThat(metadata())
        .contains(
            Arrays.stream(EmbeddingModel.values())
                .flatMap(model -> Stream.of(model.weights(), model.vocabulary()))
                .map(resource -> resource.substring(1))
                .toArray(String[]::new));
  }

  private static String metadata() throws IOException {
    String name = "/META-INF/native-image/witan/embedding/reachability-metadata.json";
    try (InputStream metadata = MetadataTest.class.getResourceAsStream(name)) {
      return new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
