package witan.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.GlobalOptions;
import witan.protocol.Json;
import witan.protocol.access.ApiKeyRecord;

/** {@code key revoke}. */
@Command(name = "revoke", description = "Makes an API key good for nothing, for ever.")
final class RevokeCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "ID|NAME", description = "Which key.")
  private String which = "";

  @Override
  public void run() {
    ApiKeyRecord revoked;
    try (KeyBooks books = new KeyBooks(options)) {
      revoked = books.revoke(books.named(which).key().id());
    }
    System.out.println(
        options.json()
            ? Json.write(revoked)
            : "The API key %s (%s) is revoked."
                .formatted(revoked.key().name(), revoked.key().id()));
  }
}
