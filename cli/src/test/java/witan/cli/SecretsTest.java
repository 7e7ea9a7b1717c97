package witan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No key, token or password is in what is committed, as far as it can be told by its form. Whatever
 * has no form of its own, such as 64 hexadecimal digits, looks like the hashes that are everywhere
 * here, and is not found.
 */
@Timeout(120)
class SecretsTest {

  /** The forms that those who give them out have published. */
  private static final Map<String, Pattern> FORMS =
      new TreeMap<>(
          Map.ofEntries(
              form(
                  "private key",
                  "-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----[\\s\\\\n\"]+[\\w+/]{16}"),
              form("AWS", "\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b"),
              form("GitHub", "\\b(?:gh[opsur]_\\w{36}|github_pat_\\w{60})"),
              form("GitLab", "\\bglpat-[\\w-]{20}"),
              form("Google", "\\bAIza[\\w-]{35}"),
              form("Hugging Face", "\\bhf_[A-Za-z]{34}\\b"),
              form("model providers", "\\bsk-[\\w-]{32}"),
              form("npm", "\\bnpm_[A-Za-z0-9]{36}\\b"),
              form("PyPI", "\\bpypi-AgEIcHlwaS[\\w-]{16}"),
              form("Slack", "\\bxox[abeoprs]-[\\w-]{10}"),
              form("signed token", "\\beyJ[\\w-]{16,}\\.eyJ[\\w-]{16,}\\.[\\w-]{16}"),
              form("password in an address", "\\b[a-z]+://[\\w.-]+:[^\\s@/:$%{}<>\"']+@[\\w.-]+")));

  private static final Pattern KEY_FILE =
      Pattern.compile(
          "(?:.*/)?(?:[^/]*\\.(?:key|pem|p12|pfx|jks|keystore)|id_\\w+|\\.env|\\.netrc)");

  private static Map.Entry<String, Pattern> form(String whose, String form) {
    return Map.entry(whose, Pattern.compile(form));
  }

  @Test
  void nothingThatIsCommittedHoldsASecret(@TempDir Path folder) throws Exception {
    Path root = Folders.repository();
    assumeTrue(Files.exists(root.resolve(".git")), "These are not the sources as committed.");
    List<String> found = new ArrayList<>();
    List<String> files = tracked(root, folder.resolve("files"));
    for (String file : files) {
      if (KEY_FILE.matcher(file).matches()) {
        found.add(file + ": its name is a key's");
      }
      Path path = root.resolve(file);
      if (Files.isRegularFile(path)) { // else deleted, or a link
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        secrets(text).forEach(what -> found.add(file + ": " + what));
      }
    }

    assertThat(files).hasSizeGreaterThan(100);
    assertThat(found).isEmpty();
  }

  /** Put together here, lest they be found in this file. */
  @ParameterizedTest
  @CsvSource({
    "private key, -----BEGIN EC PRIVATE, ' KEY-----\nMHcCAQEEIIJ4cm9sbCBhbGwgdGhl'",
    "private key, '\"-----BEGIN PRIVATE', ' KEY-----\\nMHcCAQEEIIJ4cm9sbCBhbGwgdGhl'",
    "AWS, key = AKIA, IOSFODNN7EXAMPLE",
    "GitHub, token: ghp, _012345678901234567890123456789abcdef",
    "GitLab, glpat, -01234567890123456789",
    "Google, AIza, SyA0123456789012345678901234567890123",
    "Hugging Face, HF_TOKEN=hf, _abcdefghijklmnopqrstuvwxyzabcdefgh",
    "model providers, Bearer sk, -proj-0123456789012345678901234567890123",
    "npm, //registry/:_authToken=npm, _012345678901234567890123456789abcdef",
    "PyPI, pypi-, AgEIcHlwaS5vcmcCJDAwMDAwMDAw",
    "Slack, xoxb, -012345678901-abc",
    "signed token, eyJhbGciOiJIUzI1NiIsInR5cCI6, IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "password in an address, postgresql://witan, :s3cr3t@db.example/witan"
  })
  void aPlantedSecretIsFound(String whose, String begins, String ends) {
    assertThat(secrets("some text\n  " + begins + ends + "\nmore text")).containsExactly(whose);
  }

  private static List<String> secrets(String text) {
    return FORMS.entrySet().stream()
        .filter(form -> form.getValue().matcher(text).find())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> tracked(Path root, Path list)
      throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "ls-files", "-z")
            .directory(root.toFile())
            .redirectOutput(list.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(git.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(git.exitValue()).isZero();
    return List.of(Files.readString(list).split("\0"));
  }
}
