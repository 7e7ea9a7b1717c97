package witan.graphql.fake;

import witan.protocol.v1.Distribution;
import witan.protocol.v1.SessionReply;

/** What is sent in the place of a distribution and is none. */
final class Garbage {

  private Garbage() {}

  private static Distribution.Builder of(int[] tokens, float... probabilities) {
    Distribution.Builder wire = Distribution.newBuilder();
    for (int token : tokens) {
      wire.addTokens(token);
    }
    for (float probability : probabilities) {
      wire.addProbabilities(probability);
    }
    return wire;
  }

  static Distribution.Builder of(FakeExpert.Fault fault) {
    int[] two = {3, 4};
    return switch (fault) {
      case NOT_A_NUMBER -> of(two, Float.NaN, 0.5f);
      case INFINITE -> of(two, Float.POSITIVE_INFINITY, 0.5f);
      case NEGATIVE -> of(two, 1.5f, -0.5f);
      case NOT_SUMMING -> of(two, 0.5f, 0.4f);
      case UNSORTED -> of(two, 0.4f, 0.6f);
      case A_TOKEN_TWICE -> of(new int[] {3, 3}, 0.5f, 0.5f);
      case UNPAIRED -> of(two, 1);
      case NO_TOKENS -> of(new int[0]);
      case UNKNOWN_TOKEN -> of(new int[] {TinyLanguage.vocabulary().size()}, 1);
      default -> throw new IllegalArgumentException(fault + " is no garbage");
    };
  }

  /** The reply with garbage at one of its distributions. */
  static SessionReply in(SessionReply reply, int place, Distribution.Builder garbage) {
    SessionReply.Builder builder = reply.toBuilder();
    switch (reply.getReplyCase()) {
      case OPENED -> builder.getOpenedBuilder().setNext(garbage);
      case DRAFTED -> {
        var drafted = builder.getDraftedBuilder();
        drafted.setDistributions(place % drafted.getDistributionsCount(), garbage);
      }
      case VERIFIED -> {
        var verified = builder.getVerifiedBuilder();
        verified.setDistributions(place % verified.getDistributionsCount(), garbage);
      }
      case COMMITTED -> builder.getCommittedBuilder().setNext(garbage);
      case FAILED, REPLY_NOT_SET -> throw new IllegalArgumentException("it predicts nothing");
    }
    return builder.build();
  }
}
