package witan.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.ModelException;

class NativeLibraryTest {
  private static final String MAIN = System.mapLibraryName("onnxruntime");
  private static final String CUDA = System.mapLibraryName("onnxruntime_providers_cuda");

  @TempDir Path jar;
  @TempDir Path cache;

  @Test
  void theProvidersOfTheJarComeToLieBesideTheLibrary() throws Exception {
    Files.writeString(jar.resolve(MAIN), "main");
    Files.writeString(jar.resolve(CUDA), "cuda");

    Path library = NativeLibrary.unpack(cache, this::resource);

    assertThat(library).hasFileName(MAIN).hasContent("main");
    assertThat(library.resolveSibling(CUDA)).hasContent("cuda");
    try (var files = Files.list(library.getParent())) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void whatIsUnpackedStaysUnlessTheJarHasAnother() throws Exception {
    Files.writeString(jar.resolve(MAIN), "main");
    Files.writeString(jar.resolve(CUDA), "cuda");
    Path library = NativeLibrary.unpack(cache, this::resource);
    var before = Files.getLastModifiedTime(library);

    Files.writeString(jar.resolve(CUDA), "another");
    assertThat(NativeLibrary.unpack(cache, this::resource)).isEqualTo(library);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(before);
    assertThat(library.resolveSibling(CUDA)).hasContent("another");

    Files.writeString(jar.resolve(MAIN), "another main");
    assertThat(NativeLibrary.unpack(cache, this::resource)).isNotEqualTo(library);
  }

  @Test
  void aJarWithoutTheLibrarySaysWhatToDo() {
    assertThatThrownBy(() -> NativeLibrary.unpack(cache, this::resource))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(NativeLibrary.SETTING);
  }

  private @Nullable URL resource(String name) {
    try {
      Path file = jar.resolve(name);
      return Files.isRegularFile(file) ? file.toUri().toURL() : null;
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
