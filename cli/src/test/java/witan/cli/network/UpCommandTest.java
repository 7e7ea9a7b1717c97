package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import witan.cli.Failure;

class UpCommandTest {

  @Test
  void whatIsNoRangeOfAddressesIsRefusedBeforeAnythingIsStarted() {
    UpCommand up = CommandLine.populateCommand(new UpCommand(), "--allow-private=10.8.0.0/16,lan");

    assertThatThrownBy(up::run).isInstanceOf(Failure.class).hasMessageContaining("\"lan\"");
  }

  @Test
  void whatIsNoTimeToStoreForIsRefusedBeforeAnythingIsStarted() {
    for (String time : new String[] {"soon", "30", "-1d", "30d12h", ""}) {
      UpCommand up = CommandLine.populateCommand(new UpCommand(), "--store=" + time);

      assertThatThrownBy(up::run).isInstanceOf(Failure.class).hasMessageContaining("--store");
    }
  }
}
