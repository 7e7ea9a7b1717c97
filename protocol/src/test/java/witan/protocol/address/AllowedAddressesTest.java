package witan.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressesTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                   1.1.1.1,         true
          '',                   127.0.0.1,       false
          '',                   10.0.0.1,        false
          loopback,             127.0.0.1,       true
          loopback,             127.9.9.9,       true
          loopback,             ::1,             true
          loopback,             ::2,             false
          loopback,             10.0.0.1,        false
          private,              10.0.0.1,        true
          private,              172.31.0.1,      true
          private,              192.168.7.7,     true
          private,              fd12::1,         true
          private,              127.0.0.1,       false
          private,              169.254.169.254, false
          private,              100.64.0.1,      false
          private,              64:ff9b::a00:1,  false
          private,              fe80::1,         false
          10.8.0.0/13,          10.15.255.255,   true
          10.8.0.0/13,          10.16.0.0,       false
          10.8.0.0/13,          1.1.1.1,         true
          100.64.1.2,           100.64.1.2,      true
          100.64.1.2,           100.64.1.3,      false
          'Loopback, fd12::/16', fd12::9,        true
          'Loopback, fd12::/16', 127.0.0.1,      true
          'Loopback, fd12::/16', fd13::9,        false
          """)
  void privateAddressesAreAllowedWhereTheOperatorNamesThem(
      String names, String address, boolean allowed) {
    assertThat(
            AllowedAddresses.parse(List.of(names.split(",", -1)))
                .allows(InetAddress.ofLiteral(address)))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lan",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "fd00::/129",
        "/8"
      })
  void whatIsNoRangeIsRefusedWithASentence(String name) {
    assertThatThrownBy(() -> AllowedAddresses.parse(List.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("witan.experts.private-addresses")
        .hasMessageContaining(name);
  }
}
