package witan.graphql.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers by the context of their questions, in this process's memory: at most 64 MB of them, and
 * {@value #MOST} of one context, the oldest leaving first.
 */
@ApplicationScoped
class Store {

  static final int MOST = 256;

  private static final long BYTES = 64L << 20;
  private static final Duration LONGEST = Duration.ofDays(30);

  private final InstantSource clock;
  private final Cache<Context, List<Kept>> answers =
      Caffeine.newBuilder()
          .maximumWeight(BYTES)
          .<Context, List<Kept>>weigher((context, kept) -> kept.stream().mapToInt(Kept::size).sum())
          .expireAfterAccess(LONGEST)
          .build();

  @Inject
  Store(InstantSource clock) {
    this.clock = clock;
  }

  /** The answer to what is most like this, if that is like enough and not too old. */
  Optional<Kept> find(Context context, Said said, double similarity) {
    Instant now = clock.instant();
    List<Kept> kept = answers.getIfPresent(context);
    if (kept == null) {
      return Optional.empty();
    }
    @Nullable Kept best = null;
    double least = similarity;
    for (Kept one : kept) {
      double likeness = one.said().likeness(said);
      if (likeness >= least && now.isBefore(one.until())) {
        best = one;
        least = likeness;
      }
    }
    return Optional.ofNullable(best);
  }

  void keep(Context context, Kept answer) {
    Instant now = clock.instant();
    answers
        .asMap()
        .compute(
            context,
            (same, before) -> {
              List<Kept> after = new ArrayList<>();
              if (before != null) {
                before.stream()
                    .filter(one ->
                        now.isBefore(one.until())
                            && !one.said().text().equals(answer.said().text()))
                    .forEach(after::add);
              }
              after.add(answer);
              return List.copyOf(after.subList(Math.max(0, after.size() - MOST), after.size()));
            });
  }
}
