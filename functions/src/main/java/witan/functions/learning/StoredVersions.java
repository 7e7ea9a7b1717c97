package witan.functions.learning;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateVersion;

/** Where versions of the gate are stored. Calls block; each fails when the store is away. */
public interface StoredVersions {

  /** For a gate that is not to learn: nothing is stored. */
  StoredVersions NONE =
      new StoredVersions() {
        @Override
        public Active active(@Nullable String known) {
          return new Active.Nothing();
        }

        @Override
        public @Nullable GateVersion find(UUID id) {
          return null;
        }

        @Override
        public @Nullable GateVersion store(UUID id, GateContent content) {
          throw new IllegalStateException("this gate stores nothing that it learns");
        }
      };

  /**
   * What the gate goes by.
   *
   * @param known the version that the caller has; null if none
   */
  Active active(@Nullable String known);

  /** What was stored under an id; null if nothing was. */
  @Nullable GateVersion find(UUID id);

  /** Stores a version on top of the active one; null if the gate goes by another one by now. */
  @Nullable GateVersion store(UUID id, GateContent content);

  /** What the gate goes by. */
  sealed interface Active {

    /** What the caller has. */
    record Unchanged() implements Active {}

    /** Nothing was learned, or it was rolled back. */
    record Nothing() implements Active {}

    /** Something else. */
    record Other(GateContent content) implements Active {}
  }
}
