package witan.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Folders;

/** The script {@code ./witan} up to where it hands on to Java, on a machine without a JDK. */
class LauncherTest {
  @TempDir private Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private HttpServer server;
  private byte[] archive;
  private String sum;

  record Said(int exit, String out, String err) {}

  @BeforeEach
  void aMachineWithoutAJdk() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of(
            "bash",
            "sed",
            "head",
            "dirname",
            "readlink",
            "mkdir",
            "mktemp",
            "rm",
            "mv",
            "tar",
            "gzip",
            "sha256sum",
            "cut",
            "tr",
            "uname",
            "curl",
            "wget")) {
      for (String place : System.getenv("PATH").split(File.pathSeparator)) {
        Path program = Path.of(place, tool);
        if (Files.isExecutable(program) && !Files.exists(tools.resolve(tool))) {
          Path own = tools.resolve(tool);
          Files.writeString(own, "#!/bin/sh\nexec " + program + " \"$@\"\n");
          assertThat(own.toFile().setExecutable(true)).isTrue();
        }
      }
    }
    settings.put("PATH", tools.toString());
    settings.put("HOME", Files.createDirectories(folder.resolve("user")).toString());
    settings.put("WITAN_CACHE", folder.resolve("cache").toString());
    settings.put("WITAN_JDK_FOLDERS", folder.resolve("none").toString());
    archive = Files.readAllBytes(packed(jdk("jdk-new", "25.0.3")));
    sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jdk.tar.gz",
        exchange -> {
          try (exchange) {
            fetches.incrementAndGet();
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
          }
        });
    server.start();
    settings.put("WITAN_JDK_URL", url());
    settings.put("WITAN_JDK_SHA256", sum);
  }

  @AfterEach
  void stopServing() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jdk.tar.gz";
  }

  /** What the launcher looks at: the release file and two programs. */
  private Path jdk(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      Path file = Files.writeString(jdk.resolve("bin").resolve(program), "#!/bin/sh\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private Path packed(Path jdk) throws Exception {
    Path tar = folder.resolve(jdk.getFileName() + ".tar.gz");
    Process process =
        new ProcessBuilder(
                "tar",
                "-czf",
                tar.toString(),
                "-C",
                folder.toString(),
                jdk.getFileName().toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return tar;
  }

  private Said witan(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add("/bin/bash");
    command.add(Folders.repository().resolve("witan").toString());
    command.addAll(List.of(words));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(settings);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private void nothingIsLeft() throws IOException {
    Path place = folder.resolve("cache/jdk");
    if (Files.exists(place)) {
      try (var files = Files.list(place)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void javaHomeIsTakenFirst() throws Exception {
    Path own = jdk("own", "26");
    settings.put("JAVA_HOME", own.toString());

    assertThat(witan("--print-jdk")).isEqualTo(new Said(0, own + "\n", ""));
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    settings.put("JAVA_HOME", jdk("old", "17.0.2").toString());
    settings.put("WITAN_JDK_FOLDERS", jdk("jvms/good", "25").getParent().toString());

    assertThat(witan("--print-jdk").out()).isEqualTo(folder.resolve("jvms/good") + "\n");
    assertThat(fetches).hasValue(0);
  }

  @Test
  void theJdkBehindTheJavaOnThePathIsFound() throws Exception {
    Path jdk = jdk("on-path", "25.0.1");
    Path link = Path.of(settings.get("PATH")).resolve("java");
    Files.createSymbolicLink(link, jdk.resolve("bin/java"));

    assertThat(witan("--print-jdk").out()).isEqualTo(jdk + "\n");
  }

  @Test
  void aJreIsNotEnough() throws Exception {
    Path jre = jdk("jre", "25");
    Files.delete(jre.resolve("bin/javac"));
    settings.put("JAVA_HOME", jre.toString());

    assertThat(witan("--print-jdk").out()).contains("cache/jdk/" + sum);
  }

  @Test
  void aJdkIsFetchedOnceAndKeptInTheCache() throws Exception {
    String kept = folder.resolve("cache/jdk").resolve(sum) + "\n";
    Said first = witan("--print-jdk");

    assertThat(first.exit()).isZero();
    assertThat(first.out()).isEqualTo(kept);
    assertThat(first.err()).contains("fetching a JDK from " + url());
    assertThat(witan("--print-jdk")).isEqualTo(new Said(0, kept, ""));
    assertThat(fetches).hasValue(1);
  }

  @Test
  void wgetDoesAsWell() throws Exception {
    Files.delete(Path.of(settings.get("PATH")).resolve("curl"));

    assertThat(witan("--print-jdk").exit()).isZero();
  }

  @Test
  void anArchiveOfAnotherSumIsNotUsed() throws Exception {
    settings.put("WITAN_JDK_SHA256", "0".repeat(64));
    Said said = witan("--print-jdk");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).contains("does not have the sha256 " + "0".repeat(64));
    nothingIsLeft();
  }

  @Test
  void withoutASumOfItsOwnAnotherArchiveIsMeasuredByThePinnedOne() throws Exception {
    settings.remove("WITAN_JDK_SHA256");
    Said said = witan("--print-jdk");

    assertThat(said.exit()).isEqualTo(1);
    nothingIsLeft();
  }

  @Test
  void anArchiveWithAnOldJdkIsNotUsed() throws Exception {
    archive = Files.readAllBytes(packed(jdk("jdk-old", "21.0.1")));
    settings.put(
        "WITAN_JDK_SHA256",
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive)));
    Said said = witan("--print-jdk");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("holds no JDK 25 or newer");
    nothingIsLeft();
  }

  @Test
  void anAddressThatCannotBeReachedIsSaidWithHowToGetAJdk() throws Exception {
    server.stop(0);
    Said said = witan("--print-jdk");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().lines().filter(line -> line.startsWith("witan: no JDK 25"))).hasSize(1);
    assertThat(said.err()).contains("JAVA_HOME").contains("WITAN_JDK_URL");
    nothingIsLeft();
  }

  @Test
  void withoutADownloaderItIsSaidHowToGetAJdk() throws Exception {
    Files.delete(Path.of(settings.get("PATH")).resolve("curl"));
    Files.deleteIfExists(Path.of(settings.get("PATH")).resolve("wget"));
    Said said = witan("--print-jdk");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("neither curl nor wget").contains("JAVA_HOME");
  }

  @Test
  void theTestCommandRefusesWhatItDoesNotKnow() throws Exception {
    settings.put("JAVA_HOME", jdk("own", "25").toString());
    Said said = witan("test", "--nonsense");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err())
        .isEqualTo("witan: test does not know --nonsense. Usage: ./witan test [--long] [--lint]\n");
    assertThat(witan("--json", "test", "--help").out()).startsWith("Usage: ./witan test");
  }

  @Test
  void theScriptIsFoundThroughALink() throws Exception {
    Path own = jdk("own", "25");
    settings.put("JAVA_HOME", own.toString());
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, Folders.repository().resolve("witan"));
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", link.toString(), "test", "--help")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("linked").toFile());
    builder.environment().clear();
    builder.environment().putAll(settings);

    assertThat(builder.start().waitFor()).isZero();
    Files.delete(link);
    assertThat(folder.resolve("linked")).content().startsWith("Usage");
  }
}
