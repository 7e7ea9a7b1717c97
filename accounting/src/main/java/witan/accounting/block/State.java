package witan.accounting.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Neuron;

/** Hashes of what the ledger holds, by which two can tell that they hold the same. */
public final class State {

  private State() {}

  /**
   * The hash that an epoch's block is over: SHA-256 of these lines after the word {@code state}.
   *
   * @param accounts what {@link #accounts} gives after the block
   * @param neurons what {@link #neurons} gives after the epoch
   */
  public static String hash(int netuid, long number, String accounts, String neurons) {
    return Hash.hex(
        String.join(
            "\n", "state", Integer.toString(netuid), Long.toString(number), accounts, neurons));
  }

  /**
   * SHA-256 of a line for each account, by name, without a line feed at the end: name, balance,
   * nonce, and when it was staked last, with tabs between them. Accounts with neither balance nor
   * nonce have none.
   */
  public static String accounts(Books books) {
    Map<String, String> lines = new TreeMap<>();
    books
        .balances()
        .forEach((account, balance) -> {
          long nonce = account instanceof Account.Free free ? books.nonce(free.coldkey()) : 0;
          if (balance != 0 || nonce != 0) {
            lines.put(
                account.name(),
                account.name() + "\t" + balance + "\t" + nonce + "\t" + books.stakedAt(account));
          }
        });
    return Hash.hex(String.join("\n", lines.values()));
  }

  /**
   * The root over a subnet's neurons by uid, each a line of its fields with tabs between them, the
   * hashes of weights and bonds at the end.
   *
   * @param books with all of them
   */
  public static String neurons(Books books, int netuid) {
    List<byte[]> leaves = new ArrayList<>();
    for (Neuron neuron : books.neurons(netuid).values()) {
      leaves.add(line(books, neuron).getBytes(StandardCharsets.UTF_8));
    }
    return new MerkleTree(leaves).root();
  }

  private static String line(Books books, Neuron neuron) {
    var standing = neuron.standing();
    return String.join(
        "\t",
        Integer.toString(neuron.place().uid()),
        neuron.hotkey().hex(),
        Long.toString(neuron.registeredAt()),
        Long.toString(neuron.lastUpdate()),
        neuron.commitTexts(),
        Boolean.toString(standing.permit()),
        Boolean.toString(standing.active()),
        Integer.toString(standing.consensus()),
        Integer.toString(standing.incentive()),
        Integer.toString(standing.dividends()),
        Integer.toString(standing.validatorTrust()),
        Long.toString(standing.emission()),
        HexFormat.of().formatHex(Hash.of(books.weights(neuron.place()).bytes())),
        HexFormat.of().formatHex(Hash.of(books.bonds(neuron.place()).bytes())));
  }
}
