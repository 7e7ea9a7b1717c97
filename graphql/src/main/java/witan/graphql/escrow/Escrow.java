package witan.graphql.escrow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import witan.graphql.answer.AnswerException;
import witan.graphql.network.Books;
import witan.protocol.Rao;
import witan.protocol.access.ApiKey;
import witan.protocol.access.Charge;
import witan.protocol.access.Hold;
import witan.protocol.key.ColdkeyPair;

/**
 * What is set aside for answers out of their clients' escrow, and taken from it after.
 *
 * <p>A charge that the books do not take is sent again for some minutes; it is lost with this
 * process, and what was held is then free again after a while.
 */
@ApplicationScoped
class Escrow {

  private static final Logger LOG = Logger.getLogger(Escrow.class);
  private static final int MOST_CHARGING = 10_000;
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Books books;
  private final ColdkeyPair account;
  private final Semaphore charging = new Semaphore(MOST_CHARGING);

  @Inject
  Escrow(Books books, ColdkeyPair account) {
    this.books = books;
    this.account = account;
  }

  /**
   * Sets an amount aside.
   *
   * @throws AnswerException if the key or its owner has not so much left, or the books can't be
   *     asked
   */
  void hold(ApiKey key, UUID id, Rao amount) throws InterruptedException {
    Optional<Books.Refused> refused;
    try {
      refused = books.put(path(key, id), new Hold(account.coldkey(), amount));
    } catch (IOException e) {
      LOG.warnf("nothing can be held for key %s: %s", key.id(), e.getMessage());
      throw new AnswerException(
          AnswerException.Kind.NO_EXPERT,
          "The books can't be asked whether this answer can be paid; try again in a moment.");
    }
    if (refused.isPresent()) {
      throw new AnswerException(
          AnswerException.Kind.QUOTA_EXCEEDED,
          "This answer may cost up to %s rao. %s".formatted(amount, refused.get().sentence()));
    }
  }

  /** Takes what an answer cost of what was held for it, later on, and frees the rest. */
  void charge(ApiKey key, UUID id, Charge charge) {
    if (!charging.tryAcquire()) {
      LOG.errorf(
          "too many charges wait; that of %s for %s rao is dropped", key.id(), charge.total());
      return;
    }
    Thread.ofVirtual()
        .name("charge")
        .start(() -> {
          try {
            charged(key, id, charge);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            charging.release();
          }
        });
  }

  private void charged(ApiKey key, UUID id, Charge charge) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        books
            .put(path(key, id) + "/charge", charge)
            .ifPresent(refused ->
                LOG.errorf(
                    "key %s was not charged %s rao: %s",
                    key.id(), charge.total(), refused.sentence()));
        return;
      } catch (IOException e) {
        LOG.warnf("key %s can't be charged now: %s", key.id(), e.getMessage());
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
    }
    LOG.errorf("key %s was not charged %s rao: the books are silent", key.id(), charge.total());
  }

  private static String path(ApiKey key, UUID id) {
    return "/api-keys/" + key.id() + "/holds/" + id;
  }
}
