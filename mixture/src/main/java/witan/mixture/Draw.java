package witan.mixture;

/**
 * One token of an answer.
 *
 * @param mixed the mixture's distribution at its position, before temperature and penalties
 */
public record Draw(int token, Distribution mixed) {}
