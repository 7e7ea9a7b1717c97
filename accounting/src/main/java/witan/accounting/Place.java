package witan.accounting;

/** A uid on a subnet, whoever has it. */
public record Place(int netuid, int uid) {}
