package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.cli.Failure;

class FreePortsTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
  void aPortInUseIsNamedWithThePartThatNeedsIt(String host) throws IOException {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(host, 0));
      int port = other.getLocalPort();

      assertThatThrownBy(() -> FreePorts.check(Map.of("ledger", port)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("Port " + port + ", which ledger needs, is in use");
    }
  }

  @Test
  void aPortThatWasJustLeftIsFree() throws IOException {
    int port;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = other.getLocalPort();
    }
    assertThatCode(() -> FreePorts.check(Map.of("ledger", port))).doesNotThrowAnyException();
  }
}
