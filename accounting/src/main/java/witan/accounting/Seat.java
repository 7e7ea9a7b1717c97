package witan.accounting;

import witan.protocol.key.Hotkey;

/** A hotkey's place on a subnet, whether it has one or not. */
public record Seat(int netuid, Hotkey hotkey) {}
