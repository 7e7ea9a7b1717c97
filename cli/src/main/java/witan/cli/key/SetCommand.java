package witan.cli.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.wallet.Wallets;
import witan.protocol.Json;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;

/** {@code key set}. */
@Command(
    name = "set",
    description = {
      "Changes what an API key may do; what is not said stays as it is.",
      "\"none\" lifts a limit: --budget none."
    })
final class SetCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private KeyOptions key = new KeyOptions();

  @Parameters(paramLabel = "ID|NAME", description = "Which key.")
  private String which = "";

  @Option(names = "--name", paramLabel = "NAME", description = "What it is called from now on.")
  private @Nullable String name;

  @Override
  public void run() {
    if (key.areEmpty() && name == null) {
      throw new Failure("Say what is to change, like --budget 5. See ./witan key set --help");
    }
    ApiKeyRecord changed;
    try (KeyBooks books = new KeyBooks(options)) {
      ApiKeyRecord before = books.named(which);
      if (before.revokedAt() != null) {
        throw new Failure(
            "The API key %s was revoked, and stays so. Make another with: ./witan key create NAME"
                .formatted(before.key().id()));
      }
      changed = books.put(renamed(key.applied(before.key(), options.home())));
    }
    System.out.println(
        options.json()
            ? Json.write(changed)
            : new KeyTable(new Wallets(options.home()).all(), Instant.now()).of(List.of(changed)));
  }

  private ApiKey renamed(ApiKey key) {
    if (name == null) {
      return key;
    }
    try {
      return new ApiKey(
          key.id(), key.digest(), name, key.owner(), key.labels(), key.limits(), key.expiresAt());
    } catch (IllegalArgumentException e) {
      throw new Failure("That can't be: " + Failure.reason(e) + ".", e);
    }
  }
}
