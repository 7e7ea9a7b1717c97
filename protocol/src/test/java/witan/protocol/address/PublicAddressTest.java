package witan.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicAddressTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1.1.1.1,                              true
          9.255.255.255,                        true
          11.0.0.0,                             true
          93.184.216.34,                        true
          100.63.255.255,                       true
          100.128.0.0,                          true
          126.255.255.255,                      true
          128.0.0.0,                            true
          168.63.129.17,                        true
          169.253.255.255,                      true
          172.15.255.255,                       true
          172.32.0.0,                           true
          192.0.1.0,                            true
          192.167.255.255,                      true
          192.169.0.0,                          true
          198.17.255.255,                       true
          198.20.0.0,                           true
          223.255.255.255,                      true
          2001:200::1,                          true
          2606:2800:220:1:248:1893:25c8:1946,   true
          2a00:1450:4001::1,                    true
          0.0.0.0,                              false
          0.1.2.3,                              false
          10.0.0.0,                             false
          10.255.255.255,                       false
          100.64.0.0,                           false
          100.100.100.200,                      false
          100.127.255.255,                      false
          127.0.0.1,                            false
          127.255.255.255,                      false
          168.63.129.16,                        false
          169.254.0.0,                          false
          169.254.169.254,                      false
          172.16.0.0,                           false
          172.31.255.255,                       false
          192.0.0.192,                          false
          192.0.2.7,                            false
          192.88.99.1,                          false
          192.168.0.1,                          false
          198.18.0.1,                           false
          198.19.255.255,                       false
          198.51.100.1,                         false
          203.0.113.1,                          false
          224.0.0.1,                            false
          239.255.255.255,                      false
          240.0.0.1,                            false
          255.255.255.255,                      false
          ::,                                   false
          ::1,                                  false
          ::7f00:1,                             false
          ::ffff:127.0.0.1,                     false
          ::ffff:10.0.0.1,                      false
          ::ffff:0:10.0.0.1,                    false
          64:ff9b::a00:1,                       false
          64:ff9b::101:101,                     false
          64:ff9b:1::a00:1,                     false
          100::1,                               false
          2001::1,                              false
          2001:0:4136:e378:8000:63bf:3fff:fdd2, false
          2001:2::1,                            false
          2001:20::1,                           false
          2001:db8::1,                          false
          2002:a00:1::,                         false
          2002:101:101::1,                      false
          3fff::1,                              false
          5f00::1,                              false
          fc00::1,                              false
          fd00:ec2::254,                        false
          fe80::1,                              false
          fec0::1,                              false
          ff02::1,                              false
          """)
  void onlyTheInternetsAddressesArePublic(String address, boolean isPublic) {
    assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isEqualTo(isPublic);
  }

  /** {@code ::ffff:1.1.1.1} is another spelling of {@code 1.1.1.1}. */
  @ParameterizedTest
  @CsvSource({"::ffff:1.1.1.1, true", "::ffff:a9fe:a9fe, false"})
  void aMappedAddressIsJudgedAsTheOneThatItIs(String address, boolean isPublic) {
    assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isEqualTo(isPublic);
  }
}
