package witan.engine;

/** Where pages lie. */
interface PageStore extends AutoCloseable {

  /** Tokens of one page. */
  int tokens();

  /**
   * One more page.
   *
   * @param number how many there are already
   * @throws OutOfMemoryError if there is no memory for it
   */
  Page make(int number);

  /**
   * Copies a page.
   *
   * @return false if pages can't be copied where they lie
   */
  boolean copy(Page from, Page to);

  /** Frees all pages. */
  @Override
  void close();
}
