package witan.engine.template;

/** Something in a template can't be carried out; whoever catches it knows the line. */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;

  Fault(String sentence) {
    super(sentence);
  }
}
