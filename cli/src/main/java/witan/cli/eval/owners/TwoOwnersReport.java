package witan.cli.eval.owners;

import java.util.Map;
import java.util.Objects;
import witan.cli.Table;
import witan.cli.eval.Share;

/**
 * Right answers by the way of asking.
 *
 * @param joined of questions that one fact joins to another's
 * @param inOne of two questions in one
 */
record TwoOwnersReport(Map<Way, Share> joined, Map<Way, Share> inOne) {

  @Override
  public String toString() {
    Table table = new Table("ASKED", "FACTS JOINED", "TWO QUESTIONS IN ONE");
    joined.forEach((way, share) ->
        table.row(
            way.title,
            share.toString().strip(),
            Objects.requireNonNull(inOne.get(way)).toString().strip()));
    return table.toString();
  }
}
