package witan.graphql.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.graphql.stored.Things.ANNA;
import static witan.graphql.stored.Things.input;
import static witan.graphql.stored.Things.thing;

import io.quarkus.runtime.configuration.MemorySize;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTest {

  @TempDir Path home = Path.of("");

  private Stored stored(Duration keep) {
    StoredConfig config =
        new StoredConfig() {
          @Override
          public Duration keep() {
            return keep;
          }

          @Override
          public int objects() {
            return 10;
          }

          @Override
          public MemorySize bytes() {
            return new MemorySize(BigInteger.valueOf(1 << 20));
          }
        };
    return new Stored(home, config, InstantSource.system());
  }

  private Stored opened() {
    Stored stored = stored(Duration.ofDays(1));
    stored.open();
    return stored;
  }

  @Test
  void nothingIsKeptUnlessThatIsAskedFor() throws Exception {
    Stored off = stored(Duration.ZERO);
    off.open();
    off.sweep();

    assertThat(off.isOn()).isFalse();
    assertThat(off.keep(ANNA, Kind.CHAT, thing("c1"), input("x"))).isFalse();
    assertThat(home).isEmptyDirectory();
    off.close();
    assertThatThrownBy(() -> stored(Duration.ofSeconds(-1)))
        .hasMessageContaining("witan.stored.keep");
  }

  @Test
  void whatIsKeptIsThereAfterARestart() throws Exception {
    Stored first = opened();
    assertThat(first.keep(ANNA, Kind.CHAT, thing("c1"), input("x"))).isTrue();
    first.sweep();
    first.close();
    assertThat(first.keep(ANNA, Kind.CHAT, thing("c2"), input("x"))).isFalse();

    Stored second = opened();
    assertThat(second.object(ANNA, Kind.CHAT, "c1")).contains(thing("c1"));
    second.close();
  }

  @Test
  void whoIsInterruptedDoesNotCloseTheFileForOthers() throws Exception {
    Stored stored = opened();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> stored.keep(ANNA, Kind.CHAT, thing("c1"), input("x")))
        .isInstanceOf(InterruptedException.class);

    assertThat(stored.keep(ANNA, Kind.CHAT, thing("c2"), input("x"))).isTrue();
    assertThat(stored.object(ANNA, Kind.CHAT, "c2")).isPresent();
    stored.close();
  }

  @Test
  void aWriteThatFailsIsNoFailureOfTheAnswersAndTheNextMaySucceed() throws Exception {
    Stored stored = opened();
    stored.keep(ANNA, Kind.CHAT, thing("c1"), input("x"));
    // Its own file turned into something that can't be opened.
    Path file = home.resolve(Stored.FILE);
    Path aside = home.resolve("aside");
    stored.close();
    Stored broken = stored(Duration.ofDays(1));
    Files.move(file, aside);
    Files.writeString(file, "not a store");

    assertThat(broken.keep(ANNA, Kind.CHAT, thing("c2"), input("x"))).isFalse();
    assertThatThrownBy(() -> broken.object(ANNA, Kind.CHAT, "c1"))
        .isInstanceOf(StoredException.class)
        .hasMessageContaining("try again");

    Files.delete(file);
    Files.move(aside, file);
    assertThat(broken.keep(ANNA, Kind.CHAT, thing("c2"), input("x"))).isTrue();
    assertThat(broken.object(ANNA, Kind.CHAT, "c1")).isPresent();
    broken.close();
  }

  @Test
  void aDamagedFileStopsTheGatewayAtItsStart() throws Exception {
    Path file = home.resolve(Stored.FILE);
    Files.writeString(file, "not a store");

    assertThatThrownBy(this::opened)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("restore it");
    assertThat(file).hasContent("not a store");
  }
}
