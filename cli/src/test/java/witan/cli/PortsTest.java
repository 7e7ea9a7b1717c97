package witan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

  @Test
  void partsStandWhereTheDesignPutsThem() {
    Ports ports = new Ports(8080);

    assertThat(ports.graphql()).isEqualTo(8080);
    assertThat(ports.functions()).isEqualTo(8081);
    assertThat(ports.ledger()).isEqualTo(8082);
    assertThat(ports.postgres()).isEqualTo(8086);
    assertThat(ports.expert(0)).isEqualTo(8090);
    assertThat(ports.expert(90)).isEqualTo(8180);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_436, Integer.MAX_VALUE})
  void aBaseWithoutRoomAboveItIsRefused(int base) {
    assertThatThrownBy(() -> new Ports(base))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("between 1 and 65435");
  }

  @Test
  void moreExpertsThanPortsAreRefused() {
    assertThatThrownBy(() -> new Ports(8080).expert(91))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("91 experts");
  }
}
