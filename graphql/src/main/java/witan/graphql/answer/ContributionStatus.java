package witan.graphql.answer;

/** How an expert's part in an answer ended. */
public enum ContributionStatus {
  /** It took part until the end. */
  COMPLETED,
  /** It died or could not be opened; the others went on. */
  FAILED_OVER,
  /** It did not answer in time. */
  TIMED_OUT,
  /** What it sent was broken or wrongly signed. */
  REJECTED
}
