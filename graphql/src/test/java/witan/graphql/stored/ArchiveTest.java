package witan.graphql.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.graphql.stored.Things.ANNA;
import static witan.graphql.stored.Things.BERT;
import static witan.graphql.stored.Things.input;
import static witan.graphql.stored.Things.thing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

  private static final Limits ROOM = new Limits(Duration.ofDays(30), 100, 1 << 20);

  @TempDir Path folder = Path.of("");

  private Instant now = Instant.parse("2026-11-27T00:00:00Z");
  private Archive archive;

  @BeforeEach
  void open() throws IOException {
    open(ROOM);
  }

  private void open(Limits limits) throws IOException {
    archive = new Archive(file(), limits, () -> now);
  }

  private void reopen(Limits limits) throws IOException {
    archive.close();
    open(limits);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private Path file() {
    return folder.resolve("stored.mv");
  }

  private List<String> ids(Owner owner, Kind kind) {
    return ids(owner, kind, new Wanted(true, null, 100, null, Map.of()));
  }

  private List<String> ids(Owner owner, Kind kind, Wanted wanted) {
    return archive.list(owner, kind, wanted).orElseThrow().objects().stream()
        .map(it -> it.path("id").asText())
        .toList();
  }

  private String content() throws IOException {
    return Files.readString(file(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsKeptIsThereAfterARestartAndNobodyElseReadsTheFile() throws Exception {
    archive.put(ANNA, Kind.CHAT, thing("c1"), input("What is it?"));
    archive.put(ANNA, Kind.CHAT, thing("c2"), input("x"));
    archive.delete(ANNA, Kind.CHAT, "c2");
    reopen(ROOM);
    archive.put(ANNA, Kind.CHAT, thing("c3"), input("x"));

    assertThat(archive.object(ANNA, Kind.CHAT, "c1")).contains(thing("c1"));
    assertThat(archive.input(ANNA, Kind.CHAT, "c1")).contains(input("What is it?"));
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("c1", "c3");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsKeptIsInTheFileAlsoIfTheProcessIsKilled() throws Exception {
    archive.put(ANNA, Kind.CHAT, thing("c1"), input("x"));
    archive.put(ANNA, Kind.CHAT, thing("c2"), input("x"));
    archive.delete(ANNA, Kind.CHAT, "c1");

    Path asItIsNow = Files.copy(file(), folder.resolve("copy"));
    try (Archive after = new Archive(asItIsNow, ROOM, () -> now)) {
      assertThat(after.object(ANNA, Kind.CHAT, "c1")).isEmpty();
      assertThat(after.object(ANNA, Kind.CHAT, "c2")).contains(thing("c2"));
    }
  }

  @Test
  void nobodyHasToDoWithWhatIsAnothers() {
    archive.put(ANNA, Kind.CHAT, thing("c1"), input("x"));
    archive.put(new Owner("key a2"), Kind.CHAT, thing("c2"), input("x"));

    for (Owner other : List.of(BERT, new Owner("key"), new Owner("key a2"))) {
      assertThat(archive.object(other, Kind.CHAT, "c1")).isEmpty();
      assertThat(archive.input(other, Kind.CHAT, "c1")).isEmpty();
      assertThat(archive.change(other, Kind.CHAT, "c1", it -> it)).isEmpty();
      assertThat(archive.delete(other, Kind.CHAT, "c1")).isFalse();
      assertThat(ids(other, Kind.CHAT)).doesNotContain("c1");
      assertThat(archive.list(other, Kind.CHAT, new Wanted(true, "c1", 1, null, Map.of())))
          .isEmpty();
    }
    assertThat(archive.object(ANNA, Kind.RESPONSE, "c1")).isEmpty();
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("c1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../c1", "c1\0", "\0", "c1/", "key a\0c1", "c\u00e9"})
  void anIdThatIsNoneFindsNothing(String id) {
    archive.put(ANNA, Kind.CHAT, thing("c1"), input("x"));

    assertThat(archive.object(ANNA, Kind.CHAT, id)).isEmpty();
    assertThat(archive.delete(ANNA, Kind.CHAT, id)).isFalse();
    assertThat(archive.object(ANNA, Kind.CHAT, "c1".repeat(5_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pagesFollowEachOtherBothWays(boolean ascending) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      archive.put(ANNA, Kind.CHAT, thing("c" + i), input("x"));
      archive.put(BERT, Kind.CHAT, thing("b" + i), input("x"));
      archive.put(ANNA, Kind.RESPONSE, thing("r" + i), input("x"));
      all.add("c" + i);
    }
    List<List<String>> pages = new ArrayList<>();
    @Nullable String after = null;
    for (boolean more = true; more; ) {
      Wanted wanted = new Wanted(ascending, after, 3, null, Map.of());
      more = archive.list(ANNA, Kind.CHAT, wanted).orElseThrow().more();
      pages.add(ids(ANNA, Kind.CHAT, wanted));
      after = pages.getLast().getLast();
    }

    assertThat(pages).extracting(List::size).containsExactly(3, 3, 1);
    assertThat(pages.stream().flatMap(List::stream).toList())
        .isEqualTo(ascending ? all : all.reversed());
    assertThat(archive.list(ANNA, Kind.CHAT, new Wanted(true, "c9", 3, null, Map.of()))).isEmpty();
    assertThat(archive.list(ANNA, Kind.CHAT, new Wanted(true, "r1", 3, null, Map.of()))).isEmpty();
  }

  @Test
  void listsAreFilteredByModelAndMetadataAlsoAfterAChange() {
    archive.put(ANNA, Kind.CHAT, thing("c1", "witan", Map.of("a", "1", "b", "2")), input("x"));
    archive.put(ANNA, Kind.CHAT, thing("c2", "witan/anna", Map.of("a", "1")), input("x"));
    archive.put(ANNA, Kind.CHAT, thing("c3"), input("x"));

    assertThat(ids(ANNA, Kind.CHAT, new Wanted(true, null, 9, "witan", Map.of())))
        .containsExactly("c1", "c3");
    assertThat(ids(ANNA, Kind.CHAT, new Wanted(true, null, 9, null, Map.of("a", "1"))))
        .containsExactly("c1", "c2");
    assertThat(ids(ANNA, Kind.CHAT, new Wanted(true, null, 9, null, Map.of("a", "1", "b", "2"))))
        .containsExactly("c1");

    archive.change(ANNA, Kind.CHAT, "c3", it -> it.setAll(thing("c3", "witan", Map.of("a", "1"))));

    assertThat(ids(ANNA, Kind.CHAT, new Wanted(true, null, 9, "witan", Map.of("a", "1"))))
        .containsExactly("c1", "c3");
    assertThat(archive.object(ANNA, Kind.CHAT, "c3"))
        .contains(thing("c3", "witan", Map.of("a", "1")));
  }

  @Test
  void whatIsTooOldIsGoneAtOnceAndOutOfTheFileWithTheNextSweep() throws Exception {
    archive.put(ANNA, Kind.CHAT, thing("old"), input("swordfish"));
    now = now.plus(Duration.ofDays(20));
    archive.put(ANNA, Kind.CHAT, thing("young"), input("herring"));
    archive.put(BERT, Kind.CHAT, thing("young"), input("haddock"));
    now = now.plus(Duration.ofDays(10)).minusMillis(1);
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("old", "young");
    now = now.plusMillis(1);

    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("young");
    assertThat(archive.object(ANNA, Kind.CHAT, "old")).isEmpty();
    assertThat(archive.input(ANNA, Kind.CHAT, "old")).isEmpty();
    assertThat(archive.delete(ANNA, Kind.CHAT, "old")).isFalse();
    assertThat(content()).contains("swordfish");

    archive.sweep();

    assertThat(content()).doesNotContain("swordfish").contains("herring", "haddock");
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("young");
    assertThat(ids(BERT, Kind.CHAT)).containsExactly("young");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    archive.put(ANNA, Kind.CHAT, thing("c3"), input("x"));
    reopen(ROOM);
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("young", "c3");
  }

  @Test
  void whatIsDeletedIsOutOfTheFileWithTheNextSweep() throws Exception {
    archive.sweep();
    archive.put(ANNA, Kind.CHAT, thing("c1"), input("swordfish"));
    archive.delete(ANNA, Kind.CHAT, "c1");

    archive.sweep();

    assertThat(content()).doesNotContain("swordfish");
  }

  @Test
  void ofTooManyTheOldestOfTheSameOwnerGo() throws Exception {
    reopen(new Limits(Duration.ofDays(30), 2, 1 << 20));
    archive.put(BERT, Kind.CHAT, thing("b1"), input("x"));
    for (int i = 0; i < 4; i++) {
      assertThat(archive.put(ANNA, Kind.CHAT, thing("c" + i), input("x"))).isTrue();
    }

    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("c2", "c3");
    assertThat(ids(BERT, Kind.CHAT)).containsExactly("b1");
  }

  @Test
  void whoeverWantsMoreThanThereIsRoomForLosesItsOwnAndNobodyElses() throws Exception {
    reopen(new Limits(Duration.ofDays(30), 100, 1_000));
    archive.put(BERT, Kind.CHAT, thing("b1"), input("x".repeat(400)));
    archive.put(ANNA, Kind.CHAT, thing("a1"), input("x".repeat(200)));

    assertThat(archive.put(ANNA, Kind.CHAT, thing("a2"), input("x".repeat(900)))).isFalse();
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("a1");

    assertThat(archive.put(ANNA, Kind.CHAT, thing("a3"), input("x".repeat(300)))).isTrue();
    assertThat(ids(ANNA, Kind.CHAT)).containsExactly("a3");
    assertThat(ids(BERT, Kind.CHAT)).containsExactly("b1");

    reopen(new Limits(Duration.ofDays(30), 100, 1_000)); // it is counted anew
    assertThat(archive.put(new Owner("key c"), Kind.CHAT, thing("d1"), input("x".repeat(300))))
        .isFalse();
    archive.delete(BERT, Kind.CHAT, "b1");
    assertThat(archive.put(new Owner("key c"), Kind.CHAT, thing("d1"), input("x".repeat(300))))
        .isTrue();
  }

  @Test
  void aFileInUseIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> new Archive(file(), ROOM, () -> now))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("another gateway");
  }

  @Test
  void aDamagedFileIsRefusedAndLeftAsItIs() throws Exception {
    archive.put(ANNA, Kind.CHAT, thing("c1"), input("x"));
    archive.close();
    byte[] damaged = Files.readAllBytes(file());
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] ^= 0x55;
    }
    Files.write(file(), damaged);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("restore it");
    assertThat(Files.readAllBytes(file())).isEqualTo(damaged);
  }
}
