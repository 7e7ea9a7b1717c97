package witan.graphql.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import witan.protocol.network.ExpertRecord;

/**
 * An expert's place among all: by subnet, then by number. It stays when the expert goes, so that
 * paging goes on from there.
 */
record ExpertCursor(int netuid, int uid) implements Comparable<ExpertCursor> {

  private static final Comparator<ExpertCursor> ORDER =
      Comparator.comparingInt(ExpertCursor::netuid).thenComparingInt(ExpertCursor::uid);

  static ExpertCursor of(ExpertRecord expert) {
    return new ExpertCursor(expert.descriptor().modality().netuid(), expert.uid());
  }

  static ExpertCursor parse(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("/", -1);
      if (parts.length == 2) {
        return new ExpertCursor(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like a cursor of another list.
    }
    throw Refusals.badInput("'after' is not a cursor of this list; send one of its cursors.");
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((netuid + "/" + uid).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int compareTo(ExpertCursor other) {
    return ORDER.compare(this, other);
  }
}
