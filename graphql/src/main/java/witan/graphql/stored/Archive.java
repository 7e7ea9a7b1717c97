package witan.graphql.stored;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;

/**
 * The file: an MVStore of H2's, in which each owner's things lie in the order in which they came.
 * Whatever is done is in it when the call returns. For one thread, which nobody interrupts: that
 * would close the file.
 */
final class Archive implements Closeable {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final char SEPARATOR = '\0';
  private static final char BEHIND = '\1';
  private static final int CACHE_MEBIBYTES = 8;
  private static final long COPIED_AT_ONCE = 1L << 22;

  /** What lists are filtered by, without reading the things themselves. */
  record Entry(
      Kind kind, String id, Instant at, long size, String model, Map<String, String> metadata) {}

  private record Place(String key, Entry entry) {}

  private final Path file;
  private final Limits limits;
  private final InstantSource clock;

  private MVStore store;

  /** Owner and running number to {@link Entry}, object and input; owner and id to that key. */
  private MVMap<String, String> entries;

  private MVMap<String, String> objects;
  private MVMap<String, String> inputs;
  private MVMap<String, String> keys;

  private long bytes;
  private long next;
  private boolean dropped = true; // perhaps before the last stop

  /**
   * Opens the file; makes it, for its owner alone to read, if there is none.
   *
   * @throws IOException with what to do, if it is in use or damaged; it is left as it is
   */
  Archive(Path file, Limits limits, InstantSource clock) throws IOException {
    this.file = file.toAbsolutePath();
    this.limits = limits;
    this.clock = clock;
    this.store = open(this.file);
    this.entries = map(store, "entries");
    this.objects = map(store, "objects");
    this.inputs = map(store, "inputs");
    this.keys = map(store, "keys");
    count();
  }

  private static MVStore open(Path file) throws IOException {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
    } catch (FileAlreadyExistsException there) {
      Files.setPosixFilePermissions(file, OWNER);
    }
    try {
      return new MVStore.Builder()
          .fileName(file.toString())
          .autoCommitDisabled()
          .cacheSize(CACHE_MEBIBYTES)
          .open();
    } catch (MVStoreException e) {
      throw new IOException(
          "%s can't be opened: %s. If another gateway uses it, stop that one; if it is damaged, move it away or restore it from a copy. Nothing was changed."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static MVMap<String, String> map(MVStore store, String name) {
    return store.openMap(
        name,
        new MVMap.Builder<String, String>()
            .keyType(StringDataType.INSTANCE)
            .valueType(StringDataType.INSTANCE));
  }

  private void count() {
    bytes = 0;
    entries.forEach((key, text) -> {
      bytes += entry(text).size();
      next = Math.max(next, Long.parseLong(key.substring(key.indexOf(SEPARATOR) + 1), 16) + 1);
    });
  }

  /**
   * Keeps a thing under its {@code id}, {@code model} and {@code metadata}.
   *
   * @return false if it doesn't fit, even when all else of its owner's went
   */
  boolean put(Owner owner, Kind kind, ObjectNode object, ArrayNode input) {
    String whole = object.toString();
    String before = input.toString();
    long size = (long) whole.length() + before.length();
    if (!makeRoom(owner, size, 1)) {
      return false;
    }
    String key = owner.name() + SEPARATOR + "%016x".formatted(next++);
    Entry entry = entry(kind, object, clock.instant(), size);
    entries.put(key, Json.write(entry));
    objects.put(key, whole);
    inputs.put(key, before);
    keys.put(owner.name() + SEPARATOR + entry.id(), key);
    bytes += size;
    store.commit();
    return true;
  }

  /** The thing itself. */
  Optional<ObjectNode> object(Owner owner, Kind kind, String id) {
    return find(owner, kind, id).map(place -> object(place.key()));
  }

  /** What it was made from. */
  Optional<ArrayNode> input(Owner owner, Kind kind, String id) {
    return find(owner, kind, id)
        .map(place -> (ArrayNode) Json.tree(String.valueOf(inputs.get(place.key()))));
  }

  /** Changes a thing; nothing if there is none, or there is no room for what it becomes. */
  Optional<ObjectNode> change(Owner owner, Kind kind, String id, UnaryOperator<ObjectNode> change) {
    Place place = find(owner, kind, id).orElse(null);
    if (place == null) {
      return Optional.empty();
    }
    String before = String.valueOf(objects.get(place.key()));
    ObjectNode object = change.apply((ObjectNode) Json.tree(before));
    String whole = object.toString();
    long more = (long) whole.length() - before.length();
    if (more > 0 && (!makeRoom(owner, more, 0) || !entries.containsKey(place.key()))) {
      store.commit();
      return Optional.empty();
    }
    Entry entry = entry(kind, object, place.entry().at(), place.entry().size() + more);
    entries.put(place.key(), Json.write(entry));
    objects.put(place.key(), whole);
    bytes += more;
    store.commit();
    return Optional.of(object);
  }

  /** Whether there was one. */
  boolean delete(Owner owner, Kind kind, String id) {
    Optional<Place> place = find(owner, kind, id);
    place.ifPresent(it -> drop(it.key()));
    store.commit();
    return place.isPresent();
  }

  /** Those that are wanted; nothing if there is no thing behind which they would come. */
  Optional<Found> list(Owner owner, Kind kind, Wanted wanted) {
    Place after = wanted.after() == null ? null : find(owner, kind, wanted.after()).orElse(null);
    if (wanted.after() != null && after == null) {
      return Optional.empty();
    }
    String first = owner.name() + (wanted.ascending() ? SEPARATOR : BEHIND);
    String last = owner.name() + (wanted.ascending() ? BEHIND : SEPARATOR);
    Cursor<String, String> cursor =
        entries.cursor(after == null ? first : after.key(), last, !wanted.ascending());
    List<ObjectNode> found = new ArrayList<>();
    while (cursor.hasNext()) {
      String key = cursor.next();
      Entry entry = entry(cursor.getValue());
      boolean listed = after != null && key.equals(after.key());
      if (!listed && isLive(entry) && entry.kind() == kind && fits(entry, wanted)) {
        if (found.size() == wanted.limit()) {
          return Optional.of(new Found(found, true));
        }
        found.add(object(key));
      }
    }
    return Optional.of(new Found(found, false));
  }

  /**
   * Takes out what is too old. If anything was taken out since the last time, the file is written
   * anew: nothing of that is left in it afterwards.
   */
  void sweep() throws IOException {
    for (String key = entries.firstKey(); key != null; ) {
      if (isLive(entry(String.valueOf(entries.get(key))))) {
        key = entries.ceilingKey(key.substring(0, key.indexOf(SEPARATOR)) + BEHIND);
      } else {
        drop(key);
        key = entries.higherKey(key);
      }
    }
    store.commit();
    if (dropped) {
      rewrite();
    }
    store.sync();
  }

  private void rewrite() throws IOException {
    Path copy = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(copy); // of a rewrite that was cut short
    try (MVStore target = open(copy)) {
      for (MVMap<String, String> map : List.of(entries, objects, inputs, keys)) {
        copy(map, map(target, map.getName()), target);
      }
      target.sync();
    }
    store.close();
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    store = open(file);
    entries = map(store, "entries");
    objects = map(store, "objects");
    inputs = map(store, "inputs");
    keys = map(store, "keys");
    dropped = false;
  }

  private static void copy(MVMap<String, String> from, MVMap<String, String> to, MVStore target) {
    long waiting = 0;
    Cursor<String, String> cursor = from.cursor(null);
    while (cursor.hasNext()) {
      String key = cursor.next();
      to.append(key, cursor.getValue());
      waiting += cursor.getValue().length();
      if (waiting > COPIED_AT_ONCE) {
        target.commit();
        waiting = 0;
      }
    }
    target.commit();
  }

  @Override
  public void close() {
    store.close();
  }

  /** Lets the oldest of the owner's go until there is room; lets none go if that is not enough. */
  private boolean makeRoom(Owner owner, long size, int things) {
    if (bytes + size > limits.bytes() && bytes - owned(owner) + size > limits.bytes()) {
      return false;
    }
    while (bytes + size > limits.bytes() || count(owner) + things > limits.objects()) {
      String oldest = oldest(owner);
      if (oldest == null) {
        return false;
      }
      drop(oldest);
    }
    return true;
  }

  private long owned(Owner owner) {
    long owned = 0;
    Cursor<String, String> cursor =
        entries.cursor(owner.name() + SEPARATOR, owner.name() + BEHIND, false);
    while (cursor.hasNext()) {
      cursor.next();
      owned += entry(cursor.getValue()).size();
    }
    return owned;
  }

  private long count(Owner owner) {
    String oldest = oldest(owner);
    return oldest == null
        ? 0
        : entries.getKeyIndex(entries.floorKey(owner.name() + BEHIND))
            - entries.getKeyIndex(oldest)
            + 1;
  }

  private @Nullable String oldest(Owner owner) {
    String key = entries.ceilingKey(owner.name() + SEPARATOR);
    return key != null && key.startsWith(owner.name() + SEPARATOR) ? key : null;
  }

  private void drop(String key) {
    String text = entries.remove(key);
    if (text != null) {
      Entry entry = entry(text);
      bytes -= entry.size();
      keys.remove(key.substring(0, key.indexOf(SEPARATOR) + 1) + entry.id());
      objects.remove(key);
      inputs.remove(key);
      dropped = true;
    }
  }

  private Optional<Place> find(Owner owner, Kind kind, String id) {
    String key = ID.matcher(id).matches() ? keys.get(owner.name() + SEPARATOR + id) : null;
    String text = key == null ? null : entries.get(key);
    return key == null || text == null
        ? Optional.empty()
        : Optional.of(new Place(key, entry(text)))
            .filter(place -> place.entry().kind() == kind && isLive(place.entry()));
  }

  private boolean isLive(Entry entry) {
    return clock.instant().isBefore(entry.at().plus(limits.keep()));
  }

  private static boolean fits(Entry entry, Wanted wanted) {
    return (wanted.model() == null || wanted.model().equals(entry.model()))
        && entry.metadata().entrySet().containsAll(wanted.metadata().entrySet());
  }

  private ObjectNode object(String key) {
    return (ObjectNode) Json.tree(String.valueOf(objects.get(key)));
  }

  private static Entry entry(Kind kind, ObjectNode object, Instant at, long size) {
    Map<String, String> metadata = new LinkedHashMap<>();
    object
        .path("metadata")
        .properties()
        .forEach(pair -> metadata.put(pair.getKey(), pair.getValue().asText()));
    return new Entry(
        kind, object.path("id").asText(), at, size, object.path("model").asText(), metadata);
  }

  private static Entry entry(String text) {
    return Json.read(text, Entry.class);
  }
}
