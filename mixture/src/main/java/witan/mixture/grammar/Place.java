package witan.mixture.grammar;

/** Where in a schema something stands, as {@code #/properties/name}. */
record Place(String pointer) {

  static final Place ROOT = new Place("#");

  private static final int LONGEST = 200;

  Place at(String name) {
    return new Place(pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
  }

  Place at(int index) {
    return new Place(pointer + "/" + index);
  }

  @Override
  public String toString() {
    return pointer.length() <= LONGEST ? pointer : pointer.substring(0, LONGEST) + "…";
  }
}
