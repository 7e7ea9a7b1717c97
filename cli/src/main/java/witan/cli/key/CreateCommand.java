package witan.cli.key;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeySecret;
import witan.protocol.access.Limits;

/** {@code key create}. */
@Command(
    name = "create",
    description = {
      "Makes an API key for a client, and shows it this once: only its digest is kept.",
      "What is not limited here is not limited by the key."
    })
final class CreateCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private KeyOptions key = new KeyOptions();

  @Parameters(paramLabel = "NAME", description = "What you call it, or its client.")
  private String name = "";

  @Override
  public void run() {
    ApiKeySecret secret = ApiKeySecret.generate(new SecureRandom());
    try (KeyBooks books = new KeyBooks(options)) {
      books.put(key.applied(fresh(secret), options.home()));
    }
    if (options.json()) {
      Map<String, String> made = new LinkedHashMap<>();
      made.put("id", secret.id());
      made.put("name", name);
      made.put("key", secret.text());
      System.out.println(Json.pretty(made));
    } else {
      System.out.println(secret.text());
      System.out.printf(
          "This is the API key %s (%s). It is shown this once: give it to the client now.%n",
          name, secret.id());
    }
  }

  private ApiKey fresh(ApiKeySecret secret) {
    try {
      return new ApiKey(secret.id(), secret.digest(), name, null, List.of(), Limits.NONE, null);
    } catch (IllegalArgumentException e) {
      throw new Failure("That can't be: " + Failure.reason(e) + ".", e);
    }
  }
}
