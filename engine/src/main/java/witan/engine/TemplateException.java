package witan.engine;

/** A chat template is malformed, or refuses the conversation. */
public final class TemplateException extends RuntimeException {

  /** With a sentence for whoever reads the log. */
  public TemplateException(String message) {
    super(message);
  }
}
