package witan.consensus.simulation;

/** A run of uids. */
record Uids(int first, int count) {

  int end() {
    return first + count;
  }
}
