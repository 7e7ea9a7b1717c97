package witan.cli.key;

import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.GlobalOptions;
import witan.cli.wallet.Wallets;
import witan.protocol.Json;
import witan.protocol.access.ApiKeyRecord;

/** {@code key list}. */
@Command(
    name = "list",
    description = "Lists the API keys, the latest first: limits, and what each has spent, in TAO.")
final class ListCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Override
  public void run() {
    List<ApiKeyRecord> all;
    try (KeyBooks books = new KeyBooks(options)) {
      all = books.all();
    }
    if (options.json()) {
      System.out.println(Json.write(all));
    } else if (all.isEmpty()) {
      System.out.println("There is no API key. Make one with: ./witan key create NAME");
    } else {
      System.out.println(new KeyTable(new Wallets(options.home()).all(), Instant.now()).of(all));
    }
  }
}
