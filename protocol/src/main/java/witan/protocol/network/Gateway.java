package witan.protocol.network;

import witan.protocol.key.Hotkey;

/**
 * A gateway of this network: experts answer its calls unless their owner says otherwise.
 *
 * @param endpoint scheme, host and port, without a path
 */
public record Gateway(Hotkey hotkey, String endpoint) {

  public Gateway {
    Valid.present(hotkey, "hotkey");
    endpoint = Valid.endpoint(endpoint);
  }
}
