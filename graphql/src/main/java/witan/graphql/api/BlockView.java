package witan.graphql.api;

import java.time.Instant;
import java.util.Objects;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.BlockInfo;

/** A closed block. */
@Type("Block")
public record BlockView(
    long height,
    Instant at,
    String hash,
    String parentHash,
    String entriesRoot,
    RaoScalar emission,
    int entryCount) {

  /** Of a block that is hashed. */
  static BlockView of(BlockInfo block) {
    return new BlockView(
        block.height(),
        block.at(),
        Objects.requireNonNull(block.hash()),
        Objects.requireNonNull(block.parent()),
        Objects.requireNonNull(block.entriesRoot()),
        new RaoScalar(block.emission()),
        Objects.requireNonNull(block.entryCount()));
  }
}
